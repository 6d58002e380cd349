import type { AnyGame } from '../games/game.ts';
import { stateHasher } from '../recording/match-file.ts';
import type { RecordedMatch } from '../recording/match-format.ts';
import { Reel } from './reel.ts';

/** What checking a match led to. */
interface Verdict {
  readonly same: boolean;
  readonly states: number;
  readonly hashes: number;
  /** First tick whose state is another than it was. */
  readonly differsAt?: number;
  readonly why?: string;
}

/** A match played again. */
export interface Timeline {
  readonly reel: Reel;
  readonly verdict: Verdict;
}

/** Plays a match again with the reducer of the room, and holds each recorded hash against what comes out. Never throws: a rule that fails ends the match there. */
export const playAgain = (
  match: RecordedMatch,
  game: AnyGame,
  catalogue: ReadonlyMap<string, AnyGame>,
): Timeline => {
  const hash = stateHasher(game);
  let checked = 0;
  let differs: Pick<Verdict, 'differsAt' | 'why'> | undefined;
  const reel = new Reel(match, game, {
    catalogue,
    check: (state, expected, tick) => {
      if (differs) return;
      checked += 1;
      try {
        if (hash(state) !== expected) differs = { differsAt: tick, why: 'the state is another one' };
      } catch (error) {
        differs = { differsAt: tick, why: error instanceof Error ? error.message : String(error) };
      }
    },
  });
  reel.prepareAll();
  const { tear } = reel;
  if (tear) differs ??= { differsAt: tear.tick, why: tear.why };
  if (!differs && checked === 0 && match.batches.length > 0)
    differs = { why: 'nothing is there to compare with' };
  return { reel, verdict: { same: !differs, states: reel.length, hashes: checked, ...differs } };
};
