import { timingSafeEqual } from 'node:crypto';

/** Compares secrets of any length in a time that tells nothing about where they differ. An empty one is no secret, so it equals nothing. */
export const sameSecret = (given: string, secret: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
};
