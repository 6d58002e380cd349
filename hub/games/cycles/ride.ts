import { ahead, type Cell, isTurn, onField, onTrail, sameCell } from './grid.ts';
import type { CyclesState, Gift, Rider } from './state.ts';
import { CORNERS } from './view.ts';

/** Ticks that a gift works. */
const EFFECT = 36;

type Riders = ReadonlyMap<number, Rider>;

/** One cell forward, by way of the next turn asked for, if any. */
const advanced = (rider: Rider): Rider => {
  const [turn, ...turns] = rider.turns;
  if (turn === undefined || !isTurn(rider.heading, turn))
    return { ...rider, ...ahead(rider, rider.heading), turns: turn === undefined ? rider.turns : turns };
  const corner = { x: rider.x, y: rider.y };
  const last = rider.trail.at(-1);
  const trail = last && sameCell(last, corner) ? rider.trail : [...rider.trail, corner];
  return {
    ...rider,
    ...ahead(rider, turn),
    heading: turn,
    turns,
    trail: trail.length > CORNERS ? trail.slice(1) : trail,
  };
};

const crashes = (seat: number, moved: Rider, before: Riders, all: Riders, margin: number): boolean => {
  if (!onField(moved, margin)) return true;
  if (moved.effect === 'ghost') return false;
  for (const [other, rider] of before) {
    if (onTrail(moved, rider.trail, rider)) return true;
    const there = all.get(other);
    if (other !== seat && there?.alive && there.effect !== 'ghost' && sameCell(there, moved)) return true;
  }
  return false;
};

const out = (rider: Rider, at: Cell): Rider => ({
  ...rider,
  x: at.x,
  y: at.y,
  alive: false,
  effect: 'none',
  left: 0,
  trail: [],
  turns: [],
});

/** All riders that `moves` picks go one cell at once; who hits something is out, and who is left gets a point for each of them. */
const step = (state: CyclesState, moves: (rider: Rider) => boolean): CyclesState => {
  const moved = new Map<number, Rider>();
  for (const [seat, rider] of state.riders)
    moved.set(seat, rider.alive && moves(rider) ? advanced(rider) : rider);
  const riders = new Map<number, Rider>();
  let fallen = 0;
  for (const [seat, rider] of moved) {
    const before = state.riders.get(seat) ?? rider;
    if (rider !== before && crashes(seat, rider, state.riders, moved, state.margin)) {
      riders.set(seat, out(rider, before));
      fallen += 1;
    } else {
      riders.set(seat, rider);
    }
  }
  if (fallen > 0)
    for (const [seat, rider] of riders)
      if (rider.alive) riders.set(seat, { ...rider, points: rider.points + fallen });
  return { ...state, riders };
};

const given = (rider: Rider, kind: Gift['kind']): Rider =>
  kind === 'sweep' ? rider : { ...rider, effect: kind, left: EFFECT };

/** Who rides over a gift has it; the lowest seat if two do. */
const collected = (state: CyclesState): CyclesState => {
  if (state.gifts.length === 0) return state;
  const riders = new Map(state.riders);
  let swept = false;
  const gifts = state.gifts.filter((gift) => {
    const taker = [...riders].find(([, rider]) => rider.alive && sameCell(rider, gift));
    if (!taker) return true;
    riders.set(taker[0], given(taker[1], gift.kind));
    swept ||= gift.kind === 'sweep';
    return false;
  });
  if (gifts.length === state.gifts.length) return state;
  if (swept)
    for (const [seat, rider] of riders)
      if (rider.alive) riders.set(seat, { ...rider, trail: [{ x: rider.x, y: rider.y }] });
  return { ...state, riders, gifts };
};

const worn = (state: CyclesState): CyclesState => {
  if (![...state.riders.values()].some((rider) => rider.left > 0)) return state;
  const riders = new Map<number, Rider>();
  for (const [seat, rider] of state.riders) {
    const left = rider.left - 1;
    riders.set(
      seat,
      rider.left === 0 ? rider : { ...rider, left, effect: left === 0 ? 'none' : rider.effect },
    );
  }
  return { ...state, riders };
};

/** One tick of riding: everybody a cell, then the fast ones another. */
export const ride = (state: CyclesState): CyclesState => {
  let next = collected(step(state, () => true));
  if ([...next.riders.values()].some((rider) => rider.effect === 'fast'))
    next = collected(step(next, (rider) => rider.effect === 'fast'));
  return worn(next);
};
