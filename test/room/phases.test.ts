import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnyGame, GameEvent } from '../../hub/games/game.ts';
import { reduceRoom } from '../../hub/room/reduce.ts';
import { type Command, emptyRoom, type RoomEvent, type RoomState } from '../../hub/room/room-state.ts';
import { pad } from '../../protocol/inputs.ts';
import { commands } from '../../protocol/messages.ts';
import { s } from '../../protocol/schema/schema.ts';

/** A game that its first input ends. */
const tap: AnyGame = {
  meta: {
    id: 'tap',
    title: 'Tap',
    rules: '',
    seats: { min: 2, max: 2 },
    tickMs: 10,
    away: 'play',
    lateJoin: false,
  },
  controller: { orientation: 'any', controls: [] },
  shared: s.struct({}),
  setup: () => false,
  reduce: (state: unknown, events: readonly GameEvent[]) =>
    state === true || events.some(({ type }) => type === 'input'),
  view: () => ({}),
  result: (state: unknown) => (state === true ? new Map([[0, 1]]) : undefined),
};

const reduce = reduceRoom(new Map([[tap.meta.id, tap]]));
const join = (member: number): RoomEvent => ({
  type: 'join',
  member,
  name: `P${member}`,
  colour: member,
  role: 'player',
  radio: 'memory',
  trusted: false,
});
const give = (command: Command): RoomEvent => {
  const target = ['kick', 'mute', 'unmute', 'host'].includes(command) ? 1 : 0;
  return { type: 'command', member: 0, command, target, argument: command === 'game' ? 'tap' : '' };
};
const second: RoomEvent = { type: 'second' };

const lobby = reduce(emptyRoom(tap, 1), [join(0), join(1)]);
const countdown = reduce(lobby, [give('start')]);
const playing = reduce(countdown, [second, second, second]);
const phases: Readonly<Record<string, RoomState>> = {
  lobby,
  countdown,
  playing,
  paused: reduce(playing, [give('pause')]),
  over: reduce(playing, [{ type: 'input', member: 0, sequence: 1, input: pad(1) }]),
};

/** The table as SPEC.md has it: by command, the word of each phase. */
const table = (): ReadonlyMap<string, readonly string[]> => {
  const spec = readFileSync(new URL('../../protocol/SPEC.md', import.meta.url), 'utf8');
  const lines = spec.split('\n');
  const start = lines.findIndex((line) => /^\| command +\| lobby/.test(line));
  const rows: [string, string[]][] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    const [command = '', ...words] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    rows.push([command, words]);
  }
  return new Map(rows);
};

describe('4.2.4 what a command does in each phase', () => {
  it('is told for every command and phase', () => {
    expect([...table().keys()]).toEqual([...commands]);
    for (const [name, { phase }] of Object.entries(phases)) expect(phase).toBe(name);
  });

  it.each([...commands])('%s', (command) => {
    const words = table().get(command) ?? [];
    expect(words.length).toBe(5);
    Object.values(phases).forEach((before, i) => {
      const after = reduce(before, [give(command)]);
      const word = words[i];
      if (word === '-') expect(after, before.phase).toEqual(before);
      else expect(after.phase, before.phase).toBe(word === 'stays' ? before.phase : word);
    });
  });

  it('needs players enough to start', () => {
    const alone = reduce(emptyRoom(tap, 1), [join(0)]);
    expect(reduce(alone, [give('start')])).toEqual(alone);
  });

  it('ends a match without a result', () => {
    expect(phases.over?.result).toBeDefined();
    for (const before of Object.values(phases)) expect(reduce(before, [give('end')]).result).toBeUndefined();
  });

  it('4.2.5 does nothing about members who are not there, and makes no screen or watcher the host', () => {
    const more = reduce(lobby, [{ ...join(5), role: 'watcher' } as RoomEvent]);
    for (const command of ['mute', 'unmute', 'host', 'kick'] as const)
      expect(reduce(more, [{ ...give(command), target: 77 } as RoomEvent])).toEqual(more);
    expect(reduce(more, [{ ...give('host'), target: 5 } as RoomEvent])).toEqual(more);
  });
});
