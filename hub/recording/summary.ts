import * as z from 'zod';
import { MEMBERS } from '../../protocol/room-view.ts';
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

/** Everybody who sat at some time while a match was played: phones may have gone home before it ends. */
export class Cast {
  /** By number and name: a number is given out again. */
  readonly #all = new Map<
    string,
    { readonly number: number; readonly name: string; readonly colour: number }
  >();
  #seen: RoomState['members'] | undefined;

  /** Costs next to nothing while nobody comes or goes. */
  see({ members }: Pick<RoomState, 'members'>): void {
    if (members === this.#seen) return;
    this.#seen = members;
    for (const [number, { name, colour, seat }] of members)
      if (seat !== undefined && this.#all.size < MEMBERS)
        this.#all.set(`${number} ${name}`, { number, name, colour });
  }

  /** @returns all of them, with points if there is a result, the best first. */
  players({
    members,
    result,
  }: Pick<RoomState, 'members' | 'result'>): Pick<MatchSummary, 'count' | 'players'> {
    const players = [...this.#all.values()]
      .map(({ number, name, colour }) => ({
        name,
        colour,
        points: (members.get(number)?.name === name ? result?.get(number) : undefined) ?? null,
      }))
      .sort((a, b) => (b.points ?? Number.NEGATIVE_INFINITY) - (a.points ?? Number.NEGATIVE_INFINITY) || 0);
    return { count: players.length, players: players.slice(0, MOST_NAMED) };
  }
}

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
