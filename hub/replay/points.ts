type Scored = ReadonlyMap<number, { readonly points: number }>;

/** @returns points by seat as far as a game shows any while it is played; none for the others. */
export const pointsOf = (view: unknown): ReadonlyMap<number, number> => {
  const { leftScore, rightScore, riders, players } = view as {
    readonly leftScore?: number;
    readonly rightScore?: number;
    readonly riders?: Scored;
    readonly players?: Scored;
  };
  if (leftScore !== undefined && rightScore !== undefined)
    return new Map([
      [0, leftScore],
      [1, rightScore],
    ]);
  return new Map(
    [...(riders ?? players ?? [])].flatMap(([seat, { points }]) =>
      typeof points === 'number' ? [[seat, points]] : [],
    ),
  );
};
