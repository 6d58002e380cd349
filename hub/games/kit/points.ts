/** Points by seat. */
export type Points = ReadonlyMap<number, number>;

export interface Standing {
  readonly seat: number;
  readonly points: number;
  /** 1 for the best; who has the same has the same rank, and the next one is behind all of them: 1, 1, 3. */
  readonly rank: number;
}

/** @returns nothing for everybody, by ascending seat. */
export const noPoints = (seats: Iterable<number>): Points =>
  new Map([...seats].sort((a, b) => a - b).map((seat) => [seat, 0]));

/** @returns points with some more (or less) for a seat; a seat that is not there gets none. */
export const scored = (points: Points, seat: number, gain: number): Points => {
  const had = points.get(seat);
  return had === undefined || gain === 0 ? points : new Map(points).set(seat, had + gain);
};

/** @returns points for exactly these seats: newcomers begin with nothing, who left has none. */
export const pointsFor = (points: Points, seats: Iterable<number>): Points =>
  new Map([...noPoints(seats)].map(([seat]) => [seat, points.get(seat) ?? 0]));

/** @returns everybody, the best first, equals by seat. */
export const ranking = (points: Points): readonly Standing[] => {
  const sorted = [...points].sort(([a, x], [b, y]) => y - x || a - b);
  let rank = 1;
  return sorted.map(([seat, of], i) => {
    if (of !== sorted[i - 1]?.[1]) rank = i + 1;
    return { seat, points: of, rank };
  });
};

/** @returns who is first: nobody if there is nobody, several if they are equal. */
export const leaders = (points: Points): readonly number[] =>
  ranking(points)
    .filter(({ rank }) => rank === 1)
    .map(({ seat }) => seat);

/** @returns the points of a round for those who came in this order (equals in one list): 3, 2, 1 for `[3, 2, 1]`; who comes later gets nothing. */
export const pointsByPlace = (places: readonly (readonly number[])[], prizes: readonly number[]): Points => {
  let place = 0;
  const won = places.flatMap((equals) => {
    const prize = prizes[place] ?? 0;
    place += equals.length;
    return equals.map((seat) => [seat, prize] as const);
  });
  return new Map(won.sort(([a], [b]) => a - b));
};
