/** A source of numbers in [0, 1) that is the same for the same seed. */
export type Random = () => number;

/** Marsaglia's xorshift32, spread by an odd multiplier: plenty for dice on a radio, not for secrets. */
export function seededRandom(seed: number): Random {
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ 0x85ebca6b) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 0x2c1b3c6d) >>> 0) / 0x1_0000_0000;
  };
}
