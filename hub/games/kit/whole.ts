import { clamp } from '../numbers.ts';

export { clamp };

/**
 * @returns the integer towards zero, and 0 where JavaScript would say -0: two states that differ only in that look alike to every player
 * and not to a replay.
 */
export const whole = (value: number): number => Math.trunc(value) + 0;

/** @returns the nearest integer, halves away from zero (so that left and right are alike), never -0. */
export const nearest = (value: number): number =>
  value < 0 ? 0 - Math.floor(0.5 - value) : Math.floor(value + 0.5);

/** @returns a / b rounded down, for integers. */
export const floorDiv = (a: number, b: number): number => Math.floor(a / b) + 0;

/** @returns what is left of a / b, always 0..b-1: a place on a ring or a torus. */
export const wrap = (a: number, b: number): number => (((a % b) + b) % b) + 0;

/** @returns value * share / of towards zero, such as nine tenths of a speed: `scaled(speed, 9, 10)`. */
export const scaled = (value: number, share: number, of: number): number => whole((value * share) / of);

/** @returns `value` moved towards `target` by at most `step`. */
export const towards = (value: number, target: number, step: number): number =>
  value < target ? Math.min(target, value + step) : Math.max(target, value - step);

/** @returns the integer square root, rounded down, of 0..2^53-1; 0 for what is below. */
export const root = (value: number): number => {
  if (!(value > 0)) return 0;
  let found = Math.floor(Math.sqrt(value));
  // A double above 2^52 may have been rounded up to a square.
  while (found * found > value) found -= 1;
  return found;
};
