import { type Random, roll, shuffle } from '../random.ts';

export { type Random, roll, shuffle };

/** @returns an integer of low..high, both ends too, and the generator's next state. */
export const between = (low: number, high: number, random: Random): readonly [number, Random] => {
  const [value, next] = roll(random, high - low + 1);
  return [low + value, next];
};

/** @returns true in `share` of `of` cases, and the generator's next state. */
export const happens = (share: number, of: number, random: Random): readonly [boolean, Random] => {
  const [value, next] = roll(random, of);
  return [value < share, next];
};

/** @returns one of the items, undefined if there are none, and the generator's next state. */
export const pick = <T>(items: readonly T[], random: Random): readonly [T | undefined, Random] => {
  const [i, next] = roll(random, Math.max(1, items.length));
  return [items[i], next];
};

/** @returns so many different items in an order by chance (all, if there are fewer), and the generator's next state. */
export const sample = <T>(items: readonly T[], count: number, random: Random): readonly [T[], Random] => {
  const [order, next] = shuffle(items, random);
  return [order.slice(0, Math.max(0, count)), next];
};

/** @returns one of the items, each as likely as its weight says (whole numbers; 0: never), and the generator's next state. */
export const weighted = <T>(
  items: readonly (readonly [item: T, weight: number])[],
  random: Random,
): readonly [T | undefined, Random] => {
  const sum = items.reduce((total, [, weight]) => total + Math.max(0, weight), 0);
  const [at, next] = roll(random, Math.max(1, sum));
  let passed = 0;
  const found = items.find(([, weight]) => {
    passed += Math.max(0, weight);
    return at < passed;
  });
  return [found?.[0], next];
};

/** Items of which none comes again before all have come, as numbers 0..size-1. Plain data: keep it in the state. */
export interface Bag {
  readonly size: number;
  /** What is still in it, in the order in which it comes. */
  readonly rest: readonly number[];
  readonly last: number | undefined;
}

export const fullBag = (size: number): Bag => ({ size, rest: [], last: undefined });

/** @returns the next item, the bag without it, and the generator's next state. An empty bag is filled again, and does not begin with what came last. */
export const draw = (bag: Bag, random: Random): readonly [number | undefined, Bag, Random] => {
  let { rest } = bag;
  let next = random;
  if (rest.length === 0) {
    const [order, after] = shuffle(
      Array.from({ length: bag.size }, (_, i) => i),
      random,
    );
    const [first, ...others] = order;
    rest = first !== undefined && others.length > 0 && first === bag.last ? [...others, first] : order;
    next = after;
  }
  const [first, ...others] = rest;
  return [first, { ...bag, rest: others, last: first }, next];
};
