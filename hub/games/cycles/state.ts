import { type Random, shuffle } from 'partyline/game';
import type { Cell, Heading } from './grid.ts';
import { type gifts, HEIGHT, WIDTH } from './view.ts';

type GiftKind = (typeof gifts)[number];
export interface Gift extends Cell {
  readonly kind: GiftKind;
}

export interface Rider extends Cell {
  readonly heading: Heading;
  readonly alive: boolean;
  readonly effect: 'none' | 'fast' | 'ghost';
  /** Ticks that the effect lasts. */
  readonly left: number;
  readonly trail: readonly Cell[];
  readonly points: number;
  /** Turns asked for and not yet made, at most two: a quick player may ask for a U-turn within one cell. */
  readonly turns: readonly Heading[];
  /** Direction that the pad showed last; only a change of it asks for a turn. */
  readonly held: Heading | undefined;
}

export interface CyclesState {
  readonly phase: 'ready' | 'riding' | 'scored' | 'over';
  readonly round: number;
  /** Ticks since the phase began. */
  readonly ticks: number;
  readonly margin: number;
  /** By seat, in ascending order. */
  readonly riders: ReadonlyMap<number, Rider>;
  readonly gifts: readonly Gift[];
  readonly winner: number | undefined;
  readonly random: Random;
}

/** How far from the walls riders start, in cells. */
const INSET = 8;

/** The `i`th of `n` places around the field, all as far from each other as can be, facing inwards. */
const place = (i: number, n: number): Cell & { readonly heading: Heading } => {
  const across = WIDTH - 1 - 2 * INSET;
  const down = HEIGHT - 1 - 2 * INSET;
  // A walk around the rectangle that begins in the middle of its left side, so that two face each other.
  const far = Math.floor((i * 2 * (across + down)) / n);
  const begin = Math.floor(down / 2);
  const at = (far + begin) % (2 * (across + down));
  if (at < down) return { x: INSET, y: HEIGHT - 1 - INSET - at, heading: 'right' };
  if (at < down + across) return { x: INSET + at - down, y: INSET, heading: 'down' };
  if (at < 2 * down + across) return { x: WIDTH - 1 - INSET, y: INSET + at - down - across, heading: 'left' };
  return { x: WIDTH - 1 - INSET - (at - 2 * down - across), y: HEIGHT - 1 - INSET, heading: 'up' };
};

/** The start of a round for those seats, with the points that they have. */
export const newRound = (round: number, points: ReadonlyMap<number, number>, chance: Random): CyclesState => {
  const seats = [...points.keys()].sort((a, b) => a - b);
  const [order, random] = shuffle(seats, chance);
  const riders = new Map<number, Rider>();
  for (const seat of seats) {
    const start = place(order.indexOf(seat), seats.length);
    riders.set(seat, {
      ...start,
      alive: true,
      effect: 'none',
      left: 0,
      trail: [{ x: start.x, y: start.y }],
      points: points.get(seat) ?? 0,
      turns: [],
      held: undefined,
    });
  }
  return { phase: 'ready', round, ticks: 0, margin: 0, riders, gifts: [], winner: undefined, random };
};

/** A rider who came in the middle of a match waits for the next round. */
export const waiting: Rider = {
  x: 0,
  y: 0,
  heading: 'up',
  alive: false,
  effect: 'none',
  left: 0,
  trail: [],
  points: 0,
  turns: [],
  held: undefined,
};
