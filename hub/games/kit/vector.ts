import { angleOf, cosine, ONE, sine } from './angle.ts';
import { root, scaled, whole } from './whole.ts';

/** A place or a speed in whole numbers. Count in parts, such as 256 for one place of the field, so that slow things move too. */
export interface Vector {
  readonly x: number;
  readonly y: number;
}

export const nowhere: Vector = { x: 0, y: 0 };

export const plus = (a: Vector, b: Vector): Vector => ({ x: a.x + b.x, y: a.y + b.y });
export const minus = (a: Vector, b: Vector): Vector => ({ x: a.x - b.x, y: a.y - b.y });

/** @returns a * share / of, towards zero. */
export const times = ({ x, y }: Vector, share: number, of = 1): Vector => ({
  x: scaled(x, share, of),
  y: scaled(y, share, of),
});

export const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y + 0;
/** @returns above 0 if b lies clockwise of a on the TV. */
export const cross = (a: Vector, b: Vector): number => a.x * b.y - a.y * b.x + 0;

/** @returns the length, rounded down. */
export const lengthOf = (a: Vector): number => root(dot(a, a));
export const distance = (a: Vector, b: Vector): number => lengthOf(minus(a, b));

/** @returns whether two circles touch; exact, without a root. */
export const touch = (a: Vector, b: Vector, radii: number): boolean => {
  const between = minus(a, b);
  return dot(between, between) <= radii * radii;
};

/** @returns a vector of this length in an integer angle. */
export const polar = (angle: number, length: number): Vector => ({
  x: scaled(cosine(angle), length, ONE),
  y: scaled(sine(angle), length, ONE),
});

export const headingOf = ({ x, y }: Vector): number => angleOf(x, y);

/** @returns the same direction with another length; nowhere stays nowhere. */
export const withLength = (a: Vector, length: number): Vector => {
  const now = lengthOf(a);
  return now === 0 ? nowhere : times(a, length, now);
};

/** @returns the vector, or the same direction with the most length that it may have. */
export const atMost = (a: Vector, length: number): Vector =>
  dot(a, a) <= length * length ? a : withLength(a, length);

/** @returns the vector turned by an integer angle. */
export const turned = ({ x, y }: Vector, angle: number): Vector => ({
  x: whole((x * cosine(angle) - y * sine(angle)) / ONE),
  y: whole((x * sine(angle) + y * cosine(angle)) / ONE),
});

/** @returns the speed after a bounce off a wall whose normal is `off`, as a wall without friction gives it back. */
export const bounced = (speed: Vector, off: Vector): Vector => {
  const square = dot(off, off);
  const into = dot(speed, off);
  return square === 0 || into >= 0 ? speed : minus(speed, times(off, 2 * into, square));
};
