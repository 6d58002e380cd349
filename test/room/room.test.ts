import { describe, expect, it } from 'vitest';
import { defineGame, type GameEvent } from '../../hub/games/game.ts';
import { reduceRoom } from '../../hub/room/reduce.ts';
import { allows, commandLevel, levelOf, levels, mayCommand } from '../../hub/room/rights.ts';
import {
  type Command,
  emptyRoom,
  type RoomEvent,
  type RoomState,
  seatQueue,
} from '../../hub/room/room-state.ts';
import { pad } from '../../protocol/inputs.ts';
import { s } from '../../protocol/schema/schema.ts';

/** A duel that writes down what it hears; button 0 wins it for the seat that presses it. */
const duel = (away: 'pause' | 'bot' | 'play', lateJoin = false) =>
  defineGame({
    meta: { id: 'duel', title: 'Duel', rules: '', seats: { min: 2, max: 2 }, tickMs: 10, away, lateJoin },
    controller: { orientation: 'any', controls: [] },
    shared: s.struct({}),
    setup: ({ seats }): readonly string[] => [`setup ${seats}`],
    reduce: (state: readonly string[], events: readonly GameEvent[]) => [
      ...state,
      ...events.map((e) =>
        e.type === 'tick' ? 'tick' : e.type === 'input' ? `input ${e.seat}` : `${e.type} ${e.seat}`,
      ),
    ],
    view: () => ({}),
    result: (state) => {
      const winner = state.find((line) => line.startsWith('input'))?.slice(6);
      return winner === undefined ? undefined : new Map([[Number(winner), 1]]);
    },
    bot: ({ seat }) => pad(seat === 1 ? 1 : 0),
  });

const join = (member: number, role: 'player' | 'watcher' | 'screen' = 'player'): RoomEvent => ({
  type: 'join',
  member,
  name: `P${member}`,
  colour: 3,
  role,
  radio: 'memory',
  trusted: role === 'screen',
});
const command = (name: Command, target = 0, argument = ''): RoomEvent => ({
  type: 'command',
  member: 0,
  command: name,
  target,
  argument,
});
const second: RoomEvent = { type: 'second' };
const tick: RoomEvent = { type: 'tick' };
const press = (member: number): RoomEvent => ({ type: 'input', member, sequence: 1, input: pad(1) });

const move = (member: number): RoomEvent => ({
  type: 'input',
  member,
  sequence: 1,
  input: { kind: 'move', bytes: new Uint8Array([1]) },
});

const after = (game: ReturnType<typeof duel>, ...events: RoomEvent[]): RoomState =>
  reduceRoom(new Map([['duel', game]]))(emptyRoom(game, 1), events);
const seats = (state: RoomState): Record<string, number | undefined> =>
  Object.fromEntries([...state.members].map(([n, m]) => [n, m.seat]));
const started = [join(0), join(1), command('start'), second, second, second];

describe('people take their seats', () => {
  it('gives seats in order of arrival, and a queue to the rest', () => {
    const state = after(duel('pause'), join(0), join(1), join(2), join(3, 'watcher'), join(4));
    expect(seats(state)).toEqual({ 0: 0, 1: 1, 2: undefined, 3: undefined, 4: undefined });
    expect(seatQueue(state).map(([n]) => n)).toEqual([2, 4]);
  });

  it('gives everybody a colour of their own', () => {
    const state = after(duel('pause'), join(0), join(1), join(2));
    expect(new Set([...state.members.values()].map((m) => m.colour)).size).toBe(3);
    expect(state.members.get(0)?.colour).toBe(3);
  });

  it('makes the first player host, and the next one when the host is away', () => {
    expect(after(duel('pause'), join(9, 'screen'), join(3), join(4)).host).toBe(3);
    expect(after(duel('pause'), join(3), join(4), { type: 'away', member: 3 }).host).toBe(4);
    expect(after(duel('pause'), join(3), { type: 'away', member: 3 }).host).toBe(3);
    expect(after(duel('pause'), join(3), { type: 'leave', member: 3 }).host).toBeUndefined();
  });
});

describe('a match', () => {
  it('counts down from three, then plays', () => {
    expect(after(duel('pause'), join(0), join(1), command('start'))).toMatchObject({
      phase: 'countdown',
      count: 3,
      match: 1,
    });
    expect(after(duel('pause'), ...started)).toMatchObject({ phase: 'playing', count: 0 });
  });

  it('does not start with too few', () => {
    expect(after(duel('pause'), join(0), command('start'))).toMatchObject({ phase: 'lobby', match: 0 });
  });

  it('hears inputs only of those who sit, and moves only while it is played', () => {
    const play = after(
      duel('play'),
      join(0),
      join(1),
      join(2),
      move(0),
      command('start'),
      move(0),
      second,
      second,
      second,
      press(2),
      tick,
    ).play;
    expect(play).toEqual(['setup 0,1', 'tick']);
  });

  it('hears at its beginning how the controllers stand that were moved before', () => {
    const release: RoomEvent = { type: 'input', member: 1, sequence: 2, input: pad(0) };
    const state = after(
      duel('play'),
      join(0),
      join(1),
      press(1),
      command('start'),
      release,
      press(0),
      second,
      second,
      second,
    );
    expect(state.play).toEqual(['setup 0,1', 'input 1', 'input 0']);
    expect(state.pads.size).toBe(0);
  });

  it('ends with points by member, and is played again against whoever waited', () => {
    const over = after(
      duel('pause'),
      join(5),
      join(6),
      join(7),
      command('start'),
      second,
      second,
      second,
      press(6),
      tick,
    );
    expect(over.phase).toBe('over');
    expect([...(over.result ?? [])]).toEqual([
      [5, 0],
      [6, 1],
    ]);
    const again = reduceRoom(new Map())(over, [command('again')]);
    expect(seats(again)).toEqual({ 5: undefined, 6: 1, 7: 0 });
    expect(again).toMatchObject({ phase: 'countdown', match: 2, result: undefined });
  });

  it('pauses for a player who is away and goes on by a count-down', () => {
    const away = after(duel('pause'), ...started, { type: 'away', member: 1 });
    expect(away).toMatchObject({ phase: 'paused', pause: 'away' });
    const back = reduceRoom(new Map())(away, [{ type: 'back', member: 1, radio: 'tcp' }]);
    expect(back).toMatchObject({ phase: 'countdown', count: 3 });
    expect(back.members.get(1)).toMatchObject({ status: 'here', radio: 'tcp', seat: 1 });
  });

  it('takes the next from the queue when somebody leaves for good', () => {
    const state = after(duel('pause'), join(0), join(1), join(2), command('start'), second, second, second, {
      type: 'leave',
      member: 0,
    });
    expect(seats(state)).toEqual({ 1: 1, 2: 0 });
    expect(state.play).toEqual(['setup 0,1', 'stand 0', 'sit 0']);
    expect(state.phase).toBe('playing');
  });

  it('pauses when too few are left, and goes on with the next who comes', () => {
    const few = after(duel('pause'), ...started, { type: 'leave', member: 1 });
    expect(few).toMatchObject({ phase: 'paused', pause: 'few' });
    expect(reduceRoom(new Map())(few, [join(8)])).toMatchObject({ phase: 'countdown' });
  });

  it('goes on after a pause of the host only when a host says so', () => {
    const paused = after(
      duel('play'),
      ...started,
      command('pause'),
      { type: 'away', member: 1 },
      { type: 'back', member: 1, radio: 'memory' },
    );
    expect(paused).toMatchObject({ phase: 'paused', pause: 'host' });
    expect(reduceRoom(new Map())(paused, [command('continue')])).toMatchObject({ phase: 'countdown' });
  });

  it('lets a bot play for whoever is away, where the game wants that', () => {
    const state = after(duel('bot'), ...started, { type: 'away', member: 1 }, tick);
    expect(state.play).toEqual(['setup 0,1', 'away 1', 'input 1', 'tick']);
  });

  it('changes the game without losing anybody', () => {
    const other = duel('pause', true);
    const before = after(duel('pause'), ...started);
    const state = reduceRoom(new Map([['other', other]]))(before, [command('game', 0, 'other')]);
    expect(state).toMatchObject({ phase: 'lobby', epoch: 2, game: other });
    expect(seats(state)).toEqual({ 0: 0, 1: 1 });
    expect(reduceRoom(new Map())(before, [command('game', 0, 'nothing')])).toBe(before);
  });
});

describe('rights are one table', () => {
  it('knows three levels, each with what the lower ones may', () => {
    for (const level of levels)
      for (const needed of levels)
        expect(allows(level, needed)).toBe(levels.indexOf(level) <= levels.indexOf(needed));
  });

  it('lets only hosts (the host or a trusted screen) do what the table reserves for them', () => {
    const state = after(duel('pause'), join(0), join(1), join(2, 'watcher'), join(3, 'screen'));
    expect([0, 1, 2, 3, 99].map((member) => levelOf(state, member))).toEqual([
      'host',
      'player',
      'watcher',
      'host',
      'watcher',
    ]);
    for (const name of Object.keys(commandLevel) as Command[]) {
      expect(mayCommand(state, 0, name)).toBe(true);
      expect(mayCommand(state, 1, name)).toBe(commandLevel[name] === 'player');
      expect(mayCommand(state, 2, name)).toBe(false);
    }
  });
});
