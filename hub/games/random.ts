/** State of a seeded random generator (mulberry32): plain data that lives inside a game's state, so a replay rolls the same. */
export interface Random {
  readonly seed: number;
}

/**
 * @returns an integer of 0..below-1 and the generator's next state.
 * Algorithm: mulberry32, public domain, by Tommy Ettinger.
 */
export const roll = (random: Random, below: number): readonly [number, Random] => {
  const seed = (random.seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  const bits = (mixed ^ (mixed >>> 14)) >>> 0;
  return [Math.floor((bits / 2 ** 32) * below), { seed }];
};

/** @returns the items in an order by chance, and the generator's next state. Algorithm: Fisher and Yates. */
export const shuffle = <T>(items: readonly T[], random: Random): readonly [T[], Random] => {
  const order = [...items];
  let next = random;
  for (let i = order.length - 1; i > 0; i -= 1) {
    const [j, after] = roll(next, i + 1);
    next = after;
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return [order, next];
};
