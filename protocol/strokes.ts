import { limits } from './limits.ts';

/** Places of a sheet each way: 0..255. */
export const SHEET = 256;
/** Pens that a sheet may have; which colour each is, is said nowhere on the way. */
export const PENS = 8;
/** Points in one move, behind its tag and the head. */
export const POINTS = Math.floor((limits.moveBytes - 2) / 2);

const what = ['go', 'begin', 'undo', 'clear'] as const;

/** What one move of a sheet says. `begin` starts a stroke, `go` goes on with it from where it was; `undo` takes the last stroke away, `clear` all. */
export interface Ink {
  readonly what: (typeof what)[number];
  readonly pen: number;
  /** x, y, x, y, ...; none for `undo` and `clear`. */
  readonly points: readonly number[];
}

/** @returns the bytes of a move behind its tag: a head (two bits what, three bits the pen), then two bytes for each point. */
export const packInk = (ink: Ink): Uint8Array => {
  if (ink.pen < 0 || ink.pen >= PENS) throw new RangeError(`pen ${ink.pen} is not within 0..${PENS - 1}`);
  if (ink.points.length > 2 * POINTS)
    throw new RangeError(`${ink.points.length / 2} points are over ${POINTS}`);
  return Uint8Array.of(what.indexOf(ink.what) | (ink.pen << 2), ...ink.points);
};

/** @returns what the bytes behind a tag say, or undefined if a sheet with so many pens could not have sent them. */
export const readInk = (payload: Uint8Array, pens = PENS): Ink | undefined => {
  const [head = 0xff] = payload;
  const kind = what[head & 3];
  const pen = head >> 2;
  const bytes = payload.length - 1;
  if (!kind || pen >= pens || bytes % 2 !== 0 || bytes > 2 * POINTS) return undefined;
  // A move with points has some, one without has none.
  if ((kind === 'undo' || kind === 'clear') !== (bytes === 0)) return undefined;
  return { what: kind, pen, points: [...payload.subarray(1)] };
};
