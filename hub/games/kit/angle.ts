import { floorDiv, wrap } from './whole.ts';

/** Angles are integers: so many of them are a whole turn. 0 is to the right, a quarter is down, as the axes of a stick and of the TV go. */
export const TURN = 1_024;
/** What sine and cosine call one. */
export const ONE = 16_384;

const QUARTER = TURN / 4;

/** Only sums and products, which every machine rounds alike; `Math.sin` need not give the same bits everywhere. */
const series = (x: number): number => {
  let term = x;
  let sum = x;
  for (let n = 3; n < 24; n += 2) {
    term *= -(x * x) / (n * (n - 1));
    sum += term;
  }
  return sum;
};

const quarter: readonly number[] = Array.from({ length: QUARTER + 1 }, (_, i) =>
  Math.floor(series((i * 2 * Math.PI) / TURN) * ONE + 0.5),
);

/** @returns the sine of an integer angle, -ONE..ONE. */
export const sine = (angle: number): number => {
  const at = wrap(angle, TURN);
  const up = at % (TURN / 2);
  const value = quarter[up <= QUARTER ? up : TURN / 2 - up] ?? 0;
  return at < TURN / 2 ? value : 0 - value;
};

/** @returns the cosine of an integer angle, -ONE..ONE. */
export const cosine = (angle: number): number => sine(angle + QUARTER);

/** @returns the angle 0..TURN-1 in which (x, y) lies, rounded down within its eighth of a turn; 0 for no direction at all. */
export const angleOf = (x: number, y: number): number => {
  if (x === 0 && y === 0) return 0;
  const [across, down] = [Math.abs(x), Math.abs(y)];
  const [long, short] = across >= down ? [across, down] : [down, across];
  let [low, high] = [0, TURN / 8];
  while (low < high) {
    const middle = floorDiv(low + high + 1, 2);
    if (sine(middle) * long <= cosine(middle) * short) low = middle;
    else high = middle - 1;
  }
  const first = across >= down ? low : QUARTER - low;
  const half = x >= 0 ? first : TURN / 2 - first;
  return wrap(y >= 0 ? half : -half, TURN);
};

/** @returns how far to turn from one angle to another the short way, -TURN/2..TURN/2-1. */
export const turnTo = (from: number, to: number): number => wrap(to - from + TURN / 2, TURN) - TURN / 2;
