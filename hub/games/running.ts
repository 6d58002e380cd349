import type { AnyGame } from './game.ts';

/** What a game can be busy with. */
export const gameWork = ['setup', 'reduce', 'view', 'secretOf', 'result', 'bot', 'encode'] as const;
export type GameWork = (typeof gameWork)[number];

/** Places on the board. */
export const places = { beat: 0, running: 1, tick: 2 } as const;

/**
 * What this program is doing, where another thread can read it while this one is in an endless loop. Of all memory it alone is shared;
 * the beat is the watchdog's, the rest is written here.
 */
export const board = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));

/** Sixteen kinds of work beside each number of a game. */
const WORK_BITS = 4;

const numbers = new Map<string, number>();

/** @returns the number that stands for a game on the board, from 0 in the order in which they were first asked for; ask once, not for each call. */
export const gameNumber = ({ meta }: Pick<AnyGame, 'meta'>): number => {
  const known = numbers.get(meta.id);
  if (known !== undefined) return known;
  numbers.set(meta.id, numbers.size);
  return numbers.size - 1;
};

const codes = Object.fromEntries(gameWork.map((work, i) => [work, i + 1])) as Record<GameWork, number>;

/** A game's code runs from here on. One store: call it once a batch, not once a player. */
export const entering = (game: number, work: GameWork): void => {
  Atomics.store(board, places.running, (game << WORK_BITS) | codes[work]);
};

/** The hub's own code runs again. */
export const left = (): void => {
  Atomics.store(board, places.running, 0);
};

/** The state that is being made. */
export const atTick = (tick: number): void => {
  Atomics.store(board, places.tick, tick);
};
