/** Which round it is, from 1. */
export interface Rounds {
  readonly round: number;
  readonly of: number;
}

/** @returns the first of so many rounds. */
export const firstRound = (of: number): Rounds => ({ round: 1, of });

/** @returns the next round, or undefined after the last: then the match is over. */
export const nextRound = ({ round, of }: Rounds): Rounds | undefined =>
  round < of ? { round: round + 1, of } : undefined;
