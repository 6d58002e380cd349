import { map, NEVER } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { defineGame, type GameEvent } from '../../hub/games/game.ts';
import { states } from '../../hub/pipeline/states.ts';
import { emptyRoom, type RoomEvent, type RoomState } from '../../hub/room/room-state.ts';
import { pad } from '../../protocol/inputs.ts';
import { s } from '../../protocol/schema/schema.ts';

/** A game that writes down what it hears, so that a marble diagram can show the batches. */
const diary = (tickMs: number) =>
  defineGame({
    meta: {
      id: 'diary',
      title: 'Diary',
      rules: '',
      seats: { min: 1, max: 4 },
      tickMs,
      away: 'play',
      lateJoin: true,
    },
    controller: { orientation: 'any', controls: [] },
    shared: s.struct({}),
    setup: (): string => '',
    reduce: (state: string, events: readonly GameEvent[]) =>
      `${state}[${events.map((e) => (e.type === 'input' && e.input.kind === 'pad' ? `i${e.input.buttons}` : e.type[0])).join('')}]`,
    view: () => ({}),
    result: () => undefined,
  });

const playing = (tickMs: number): RoomState => ({
  ...emptyRoom(diary(tickMs), 1),
  phase: 'playing',
  match: 1,
  members: new Map([
    [
      0,
      {
        name: 'Ada',
        colour: 0,
        role: 'player',
        status: 'here',
        radio: 'memory',
        seat: 0,
        muted: false,
        plain: false,
        queued: 0,
        trusted: false,
      },
    ],
  ]),
});

const input = (buttons: number): RoomEvent => ({
  type: 'input',
  member: 0,
  sequence: buttons,
  input: pad(buttons),
});
const events: Record<string, RoomEvent> = {
  a: input(1),
  b: input(2),
  c: input(3),
  p: { type: 'command', member: 0, command: 'pause', target: 0, argument: '' },
};

const marbles = (
  run: (helpers: Parameters<Parameters<TestScheduler['run']>[0]>[0], scheduler: TestScheduler) => void,
): void => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => run(helpers, scheduler));
};

describe('one order of events makes one stream of states', () => {
  it('gathers the inputs of a ticking game and ends each batch with the tick', () => {
    marbles(({ hot, expectObservable }, scheduler) => {
      const seen$ = hot('  -ab--c----', events).pipe(
        states(playing(3), { catalogue: new Map(), scheduler }),
        map(({ state }) => state.play),
      );
      expectObservable(seen$, '         ----------!').toBe('---x--y--z', {
        x: '[i1i2t]',
        y: '[i1i2t][i3t]',
        z: '[i1i2t][i3t][t]',
      });
    });
  });

  it('answers every input of an event-driven game at once', () => {
    marbles(({ hot, expectObservable }, scheduler) => {
      const seen$ = hot('-a--(bc)-', events).pipe(
        states(playing(0), { catalogue: new Map(), scheduler }),
        map(({ state }) => state.play),
      );
      expectObservable(seen$, '---------!').toBe('-x--(yz)-', {
        x: '[i1]',
        y: '[i1][i2]',
        z: '[i1][i2][i3]',
      });
    });
  });

  it('numbers states without a gap and tells before each what is in it', () => {
    marbles(({ hot, expectObservable }, scheduler) => {
      let told: readonly unknown[] = [];
      const took = (batch: readonly RoomEvent[], tick: number): void => {
        told = [tick, ...batch.map((event) => (event.type === 'input' ? event.sequence : event.type))];
      };
      const seen$ = hot('-ab--c----', events).pipe(
        states(playing(3), { catalogue: new Map(), scheduler, firstTick: 7, took }),
        map(({ tick }) => [tick, told]),
      );
      expectObservable(seen$, '----------!').toBe('---x--y--z', {
        x: [8, [8, 1, 2, 'tick']],
        y: [9, [9, 3, 'tick']],
        z: [10, [10, 'tick']],
      });
    });
  });

  it('stops ticking in a pause, and drops nothing that came before it', () => {
    marbles(({ hot, expectObservable }, scheduler) => {
      const seen$ = hot('-ap------------', events).pipe(
        states(playing(3), { catalogue: new Map(), scheduler }),
        map(({ state }) => `${state.phase} ${state.play}`),
      );
      expectObservable(seen$, '---------------!').toBe('---x', { x: 'paused [i1]' });
    });
  });

  it('makes one state of many changes in the lobby, and the first of them at once', () => {
    marbles(({ hot, expectObservable }, scheduler) => {
      const join = (member: number): RoomEvent => ({
        type: 'join',
        member,
        name: `P${member}`,
        colour: 0,
        role: 'player',
        radio: 'memory',
        trusted: false,
      });
      const seen$ = hot('-(abc) 60ms |', { a: join(0), b: join(1), c: join(2) }).pipe(
        states(emptyRoom(diary(3), 1), { catalogue: new Map(), scheduler }),
        map(({ state }) => state.members.size),
      );
      expectObservable(seen$, '100ms !').toBe('-x 32ms y', { x: 1, y: 3 });
    });
  });

  it('keeps the beat when a tick runs late, and says how late it was', () => {
    const late: number[] = [];
    marbles(({ expectObservable }, scheduler) => {
      const seen$ = NEVER.pipe(
        states(playing(10), { catalogue: new Map(), scheduler, late: (ms) => late.push(ms) }),
        map(({ tick }) => tick),
      );
      expectObservable(seen$, '35ms !').toBe('10ms a 9ms b 9ms c', { a: 2, b: 3, c: 4 });
    });
    expect(late).toEqual([0, 0, 0]);
  });
});
