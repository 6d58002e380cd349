import type { AnyGame } from '../games/game.ts';
import { type RecordedMatch, stateHasher } from '../recording/match-file.ts';
import { reduceRoom } from '../room/reduce.ts';
import type { RoomState } from '../room/room-state.ts';

/** One state of a match, and when it was: milliseconds since its beginning, as far as its ticks tell. */
export interface Moment {
  readonly tick: number;
  readonly ms: number;
  readonly state: RoomState;
}

/** What checking a match led to. */
interface Verdict {
  readonly same: boolean;
  readonly states: number;
  readonly hashes: number;
  /** First tick whose state is another than it was. */
  readonly differsAt?: number;
  readonly why?: string;
}

const QUIET_MS = 33;

/** A match played again, with every state of it. They share what did not change, so that an hour fits into memory. */
export interface Timeline {
  readonly moments: readonly Moment[];
  readonly verdict: Verdict;
}

/** Plays a match again with the reducer of the room, and holds each recorded hash against what comes out. Never throws: a rule that fails ends the match there. */
export const playAgain = (
  { start, batches, hashes }: RecordedMatch,
  game: AnyGame,
  catalogue: ReadonlyMap<string, AnyGame>,
): Timeline => {
  const reduce = reduceRoom(catalogue);
  const hash = stateHasher(game);
  let state: RoomState = { ...start.room, game };
  let ms = 0;
  const moments: Moment[] = [{ tick: start.tick, ms, state }];
  let checked = 0;
  let differs: Pick<Verdict, 'differsAt' | 'why'> | undefined;
  for (const { tick, events } of batches) {
    try {
      state = reduce(state, events);
      const expected = hashes.get(tick);
      if (expected !== undefined && !differs) {
        checked += 1;
        if (hash(state) !== expected) differs = { differsAt: tick, why: 'the state is another one' };
      }
    } catch (error) {
      differs ??= { differsAt: tick, why: error instanceof Error ? error.message : String(error) };
      break;
    }
    if (events.some(({ type }) => type === 'tick')) ms += game.meta.tickMs;
    else ms += events.some(({ type }) => type === 'second') ? 1000 : QUIET_MS;
    moments.push({ tick, ms, state });
  }
  if (!differs && checked === 0 && batches.length > 0) differs = { why: 'nothing is there to compare with' };
  return { moments, verdict: { same: !differs, states: moments.length, hashes: checked, ...differs } };
};
