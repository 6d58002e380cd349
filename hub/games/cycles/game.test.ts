import { type GameEvent, pad } from 'partyline/game';
import { bytesOnBluetooth, Dice, Match } from 'partyline/testing';
import { describe, expect, it } from 'vitest';
import cycles from './game.ts';
import type { Heading } from './grid.ts';
import type { CyclesState, Rider } from './state.ts';
import type { CyclesView } from './view.ts';

const arrows = { up: 1 << 12, down: 1 << 13, left: 1 << 14, right: 1 << 15 } as const;
const press = (seat: number, heading?: Heading): GameEvent => ({
  type: 'input',
  seat,
  input: pad(heading ? arrows[heading] : 0),
});
const tick: GameEvent = { type: 'tick' };
const ticks = (n: number): GameEvent[] => Array.from({ length: n }, () => tick);

/** A round in the riding phase, with riders just where a test wants them. */
const scene = (...riders: Partial<Rider>[]): CyclesState => {
  const seats = riders.map((_, seat) => seat);
  const state = cycles.reduce(cycles.setup({ seats, random: { seed: 1 } }), ticks(30));
  const placed = riders.map((rider, seat): [number, Rider] => {
    const x = rider.x ?? 5 + 20 * seat;
    const y = rider.y ?? 5 + 10 * seat;
    const base = state.riders.get(seat);
    if (!base) throw new Error('no rider');
    return [seat, { ...base, x, y, heading: 'right', trail: [{ x, y }], ...rider }];
  });
  return { ...state, riders: new Map(placed) };
};
const rider = (state: CyclesState, seat: number) => cycles.view(state).riders.get(seat);

/** A whole match of bots; every view goes through `look`. */
const playAll = (
  count: number,
  seed: number,
  look: (view: CyclesView, before: CyclesView | undefined) => void = () => undefined,
): Match => {
  const seats = Array.from({ length: count }, (_, seat) => seat);
  const dice = new Dice(seed);
  const match = new Match(cycles, seats, seed);
  let before: CyclesView | undefined;
  for (let i = 0; i < 7_000 && !cycles.result(match.state as CyclesState); i += 1) {
    const view = match.botTick(seats, dice).view() as CyclesView;
    look(view, before);
    before = view;
  }
  expect(cycles.result(match.state as CyclesState)).toBeDefined();
  return match;
};

describe('light cycles: riding', () => {
  it('starts 2 to 16 riders on cells of their own, each with a way to go', () => {
    for (let count = 2; count <= 16; count += 1) {
      const seats = Array.from({ length: count }, (_, seat) => seat);
      const state = cycles.setup({ seats, random: { seed: count } });
      const cells = [...cycles.view(state).riders.values()].map(({ x, y }) => `${x},${y}`);
      expect(new Set(cells).size).toBe(count);
      const later = cycles.reduce(state, ticks(36));
      expect([...cycles.view(later).riders.values()].every((r) => r.alive)).toBe(true);
    }
  });

  it('goes a cell each tick, turns when asked, and never turns round', () => {
    let state = scene({ x: 10, y: 10 }, {});
    state = cycles.reduce(state, [tick, press(0, 'left'), tick]);
    expect(rider(state, 0)).toMatchObject({ x: 12, y: 10, heading: 'right' });
    state = cycles.reduce(state, [press(0, 'down'), tick, tick]);
    expect(rider(state, 0)).toMatchObject({ x: 12, y: 12, heading: 'down' });
    expect(rider(state, 0)?.trail).toEqual([
      { x: 10, y: 10 },
      { x: 12, y: 10 },
    ]);
  });

  it('keeps two turns asked for within a cell, so a quick thumb makes a U-turn; a held arrow asks once', () => {
    let state = scene({ x: 10, y: 10 }, {});
    state = cycles.reduce(state, [press(0, 'down'), press(0, 'left'), press(0, 'left'), ...ticks(3)]);
    expect(rider(state, 0)).toMatchObject({ x: 8, y: 11, heading: 'left', alive: true });
  });

  it('puts out who meets a wall, a trail (also his own), or another head on; those still riding get the points', () => {
    const wall = cycles.reduce(scene({ x: 95, y: 20 }, {}, {}), [tick]);
    expect(rider(wall, 0)).toMatchObject({ alive: false, x: 95, y: 20, trail: [], points: 0 });
    expect(rider(wall, 1)?.points).toBe(1);
    const trail = [{ x: 40, y: 5 }];
    const crossing = cycles.reduce(scene({ x: 39, y: 10 }, { x: 40, y: 30, heading: 'down', trail }, {}), [
      tick,
    ]);
    expect(rider(crossing, 0)?.alive).toBe(false);
    const own = scene(
      {
        x: 20,
        y: 11,
        heading: 'up',
        trail: [
          { x: 10, y: 10 },
          { x: 20, y: 10 },
          { x: 20, y: 12 },
        ],
      },
      {},
      {},
    );
    expect(rider(cycles.reduce(own, [tick]), 0)?.alive).toBe(false);
    const meeting = cycles.reduce(scene({ x: 10, y: 10 }, { x: 12, y: 10, heading: 'left' }, { y: 40 }), [
      tick,
    ]);
    expect([rider(meeting, 0)?.alive, rider(meeting, 1)?.alive]).toEqual([false, false]);
    expect(rider(meeting, 2)?.points).toBe(2);
    const swapping = cycles.reduce(scene({ x: 10, y: 10 }, { x: 11, y: 10, heading: 'left' }, { y: 40 }), [
      tick,
    ]);
    expect([rider(swapping, 0)?.alive, rider(swapping, 1)?.alive]).toEqual([false, false]);
  });

  it('gives who rides over a gift what it says', () => {
    const lying = (kind: 'fast' | 'ghost' | 'sweep', ...riders: Partial<Rider>[]): CyclesState =>
      cycles.reduce({ ...scene(...riders), gifts: [{ x: 11, y: 10, kind }] }, [tick]);
    const fast = lying('fast', { x: 10, y: 10 }, {});
    expect(rider(fast, 0)).toMatchObject({ effect: 'fast', x: 12 });
    expect(rider(cycles.reduce(fast, [tick]), 0)?.x).toBe(14);
    expect(rider(cycles.reduce(fast, ticks(36)), 0)?.effect).toBe('none');
    const trail = [{ x: 13, y: 5 }];
    const ghost = lying('ghost', { x: 10, y: 10 }, { x: 13, y: 30, heading: 'down', trail });
    expect(rider(cycles.reduce(ghost, ticks(3)), 0)).toMatchObject({ alive: true, x: 14, effect: 'ghost' });
    const swept = lying('sweep', { x: 10, y: 10 }, { x: 13, y: 30, heading: 'down', trail });
    expect(rider(swept, 1)?.trail).toEqual([{ x: 13, y: 31 }]);
    expect(cycles.view(swept).gifts).toEqual([]);
  });

  it('goes on without a rider who stood up, and lets who sat down ride from the next round', () => {
    const state = cycles.reduce(scene({}, {}, {}), [
      { type: 'stand', seat: 0 },
      { type: 'sit', seat: 7 },
      tick,
    ]);
    expect([...cycles.view(state).riders.keys()]).toEqual([1, 2, 7]);
    expect(rider(state, 7)?.alive).toBe(false);
    const alone = cycles.reduce(state, [{ type: 'stand', seat: 1 }, tick]);
    expect(cycles.view(alone)).toMatchObject({ phase: 'scored', winner: 2 });
    const next = cycles.reduce(alone, ticks(45));
    expect(cycles.view(next)).toMatchObject({ phase: 'ready', round: 2 });
    expect(rider(next, 7)?.alive).toBe(true);
  });
});

describe('light cycles: a match', () => {
  it('of bots is the same to the byte, today and on every other machine', () => {
    expect(playAll(8, 77).digest()).toBe('fba8d008058af310c84c56171c40fb7c');
  });

  it('ends every round within 75 seconds, adds up its points and names a winner', () => {
    let began = 0;
    let at = 0;
    playAll(5, 5, (view, before) => {
      at += 1;
      if (view.phase === 'riding' && before?.phase === 'ready') began = at;
      if (view.phase === 'scored' && before?.phase === 'riding') {
        expect(at - began).toBeLessThan(75_000 / 66);
        const alive = [...view.riders].filter(([, r]) => r.alive).map(([seat]) => seat);
        expect(alive[0]).toBe(view.winner);
      }
      for (const [seat, r] of view.riders)
        expect(r.points).toBeGreaterThanOrEqual(before?.riders.get(seat)?.points ?? 0);
    });
  });

  it('stops early when nobody can catch the leader', () => {
    let state = scene({ points: 2 }, { x: 95, y: 20 });
    state = { ...state, round: 3 };
    state = cycles.reduce(state, ticks(1 + 45));
    expect(cycles.result(state)).toEqual(
      new Map([
        [0, 3],
        [1, 0],
      ]),
    );
  });

  it('of eight takes at most 20 bytes a state in most ticks, and a keyframe of under 600', () => {
    const bytesOf = bytesOnBluetooth(cycles);
    const sizes: number[] = [];
    let full = 0;
    playAll(8, 3, (view, before) => {
      full = Math.max(full, bytesOf(view));
      if (before && view.phase === 'riding') sizes.push(bytesOf(view, before));
    });
    expect(sizes.filter((size) => size <= 20).length / sizes.length).toBeGreaterThan(0.85);
    expect(full).toBeLessThan(600);
  });

  it('drops the oldest piece of a trail with too many corners, so that no state grows without end', () => {
    const trail = Array.from({ length: 96 }, (_, i) => ({
      x: 90 - Math.floor(i / 2),
      y: 50 - Math.ceil(i / 2),
    }));
    const state = cycles.reduce(scene({ x: 40, y: 2, heading: 'left', trail }, { y: 53 }), [
      press(0, 'up'),
      tick,
    ]);
    expect(rider(state, 0)?.trail).toHaveLength(96);
    expect(rider(state, 0)?.trail.at(-1)).toEqual({ x: 40, y: 2 });
    expect(rider(state, 0)?.trail[0]).toEqual(trail[1]);
  });
});
