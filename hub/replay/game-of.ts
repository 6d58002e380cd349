import { isOfPacks } from '../games/catalogue.ts';
import type { AnyGame } from '../games/game.ts';
import { contentHash } from '../recording/match-file.ts';
import type { MatchStart } from '../recording/match-format.ts';
import type { MatchProblem } from '../recording/match-info.ts';

/** The game of a match is not here, or not as it was. The message is one sentence that says what to do. */
export class MatchGameError extends Error {
  override readonly name = 'MatchGameError';
  readonly reason: Extract<MatchProblem, 'noSuchGame' | 'packMissing' | 'packChanged' | 'rulesChanged'>;

  constructor(reason: MatchGameError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** @returns the game that a match was of, made of the same as then. @throws MatchGameError. */
export const gameOf = (
  { gameId, content, code }: Pick<MatchStart, 'gameId' | 'content' | 'code'>,
  catalogue: ReadonlyMap<string, AnyGame>,
): AnyGame => {
  const game = catalogue.get(gameId);
  if (!game && isOfPacks(gameId))
    throw new MatchGameError(
      'packMissing',
      `The match is of the quiz ${gameId}, whose question pack is not there any more: put it back into the folder packs of --data-dir.`,
    );
  if (!game)
    throw new MatchGameError(
      'noSuchGame',
      `The match is of the game ${gameId}${code ? ` ${code.version}` : ''}, which is not here${code ? ': name its folder with --games' : ''}.`,
    );
  // Matches of older hubs do not tell; their hashes will.
  if (content !== undefined && content !== contentHash(game))
    throw new MatchGameError(
      'packChanged',
      `The questions of ${gameId} are others than when the match was played: put the question pack back as it was.`,
    );
  if (code?.hash !== game.code?.hash) {
    const named = (one: MatchStart['code']): string =>
      one ? `version ${one.version}, rules ${one.hash}` : 'the one that comes with the hub';
    throw new MatchGameError(
      'rulesChanged',
      `The match was played with other rules of ${gameId} (${named(code)}) than are here (${named(game.code)}): it can only be shown with those.`,
    );
  }
  return game;
};
