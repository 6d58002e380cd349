import * as z from 'zod';
import type { RoomState } from '../room/room-state.ts';

/** Players named in a summary, the best first; a match may have a thousand. */
const MOST_NAMED = 16;

const summary = z.object({
  /** Length in milliseconds, as far as its ticks tell. */
  ms: z.number().nonnegative(),
  /** How many played. */
  count: z.int().nonnegative(),
  players: z
    .array(
      z.object({
        name: z.string(),
        colour: z.int(),
        /** Points, if the match was played to its end. */
        points: z.number().nullable(),
      }),
    )
    .max(MOST_NAMED),
});

/** What a list tells of a match: small, and written at its end. */
export type MatchSummary = Readonly<z.infer<typeof summary>>;

/** @returns who sits there, with points if there is a result. */
export const playersOf = ({
  members,
  result,
}: Pick<RoomState, 'members' | 'result'>): Pick<MatchSummary, 'count' | 'players'> => {
  const all = [...members].filter(([, { seat }]) => seat !== undefined);
  const players = all
    .map(([number, { name, colour }]) => ({ name, colour, points: result?.get(number) ?? null }))
    .sort((a, b) => (b.points ?? 0) - (a.points ?? 0));
  return { count: all.length, players: players.slice(0, MOST_NAMED) };
};

export const writeSummary = (value: MatchSummary): Uint8Array => Buffer.from(JSON.stringify(value));

/** @returns undefined for bytes that are none, as in matches of older hubs. */
export const readSummary = (bytes: Uint8Array): MatchSummary | undefined => {
  if (bytes.length === 0) return undefined;
  try {
    return summary.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
};
