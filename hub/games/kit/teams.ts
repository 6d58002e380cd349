import { type Random, shuffle } from '../random.ts';

/** The team of each seat, by ascending seat; teams are numbers from 0. */
export type Teams = ReadonlyMap<number, number>;

const bySeat = (entries: Iterable<readonly [number, number]>): Teams =>
  new Map([...entries].sort(([a], [b]) => a - b));

/** @returns how many are in each of `count` teams. */
export const sizesOf = (teams: Teams, count: number): number[] => {
  const sizes = Array.from({ length: count }, () => 0);
  for (const team of teams.values()) sizes[team] = (sizes[team] ?? 0) + 1;
  return sizes;
};

/** @returns the seats of a team, ascending. */
export const seatsOf = (teams: Teams, team: number): number[] =>
  [...teams].flatMap(([seat, of]) => (of === team ? [seat] : []));

/** @returns everybody in one of `count` teams by chance, of which none has more than one more than another, and the generator's next state. */
export const dealTeams = (
  seats: readonly number[],
  count: number,
  random: Random,
): readonly [Teams, Random] => {
  const [order, next] = shuffle(seats, random);
  return [bySeat(order.map((seat, i) => [seat, i % count] as const)), next];
};

/** @returns teams with one more, in the smallest team, the first of equals. Who is in a team stays there. */
export const joinTeam = (teams: Teams, count: number, seat: number): Teams => {
  if (teams.has(seat)) return teams;
  const sizes = sizesOf(teams, count);
  return bySeat([...teams, [seat, sizes.indexOf(Math.min(...sizes))]]);
};

/** @returns teams without a seat. They may be uneven then: see `evenTeams`. */
export const leaveTeam = (teams: Teams, seat: number): Teams =>
  teams.has(seat) ? bySeat([...teams].filter(([of]) => of !== seat)) : teams;

/** @returns teams that differ by one at most. As few as can be change sides, and of the larger team those with the highest seats, who came last. */
export const evenTeams = (teams: Teams, count: number): Teams => {
  const next = new Map(teams);
  for (;;) {
    const sizes = sizesOf(next, count);
    const [most, least] = [Math.max(...sizes), Math.min(...sizes)];
    const moves = most - least > 1 ? seatsOf(next, sizes.indexOf(most)).at(-1) : undefined;
    if (moves === undefined) return next.size === teams.size && sameTeams(next, teams) ? teams : next;
    next.set(moves, sizes.indexOf(least));
  }
};

const sameTeams = (a: Teams, b: Teams): boolean => [...a].every(([seat, team]) => b.get(seat) === team);

/** @returns for each seat what its team has: the way to say that a team has won. */
export const sharePoints = (teams: Teams, points: readonly number[]): ReadonlyMap<number, number> =>
  new Map([...teams].map(([seat, team]) => [seat, points[team] ?? 0]));
