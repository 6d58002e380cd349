import type { Ending } from './match-format.ts';

/** A match as lists name it; pages and programs get it as JSON. */
export interface MatchInfo {
  /** Name of its file. */
  readonly id: string;
  readonly game: string;
  /** ISO 8601, UTC. */
  readonly when: string;
  /** Null if that is not known. */
  readonly seconds: number | null;
  /** Null if the hub died in it. */
  readonly ending: Ending | null;
  /** The best first, at most 16; points are null if the match was not played to its end. */
  readonly players: readonly {
    readonly name: string;
    readonly colour: number;
    readonly points: number | null;
  }[];
  /** How many played. */
  readonly playerCount: number;
}

/** What may go wrong with a list or a match: `error` of the hub's answer, beside a sentence. */
export const matchProblems = [
  'notAllowed',
  'noSuchMatch',
  'noSuchGame',
  'packMissing',
  'packChanged',
  'rulesChanged',
  'tooLarge',
  'damaged',
  'unreadable',
] as const;
export type MatchProblem = (typeof matchProblems)[number];
