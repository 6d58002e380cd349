import house from 'partyline:house/rules';
import { gamesOf, partOf } from '../../../../games/folder.ts';
import type { AnyGame } from '../../../../games/game.ts';
import type { PortableStart } from '../../../../recording/match-format.ts';

/**
 * Loads the game of a match; its rules come from the hub when they are first wanted.
 * @returns undefined if this page does not have it. What it is made of, such as the questions of a quiz, comes with the match.
 */
export const gameOfMatch = async ({
  gameId,
  quiz,
}: Pick<PortableStart, 'gameId' | 'quiz'>): Promise<AnyGame | undefined> => {
  const rules = await partOf(house, gameId)?.();
  if (quiz) return rules?.ofContent?.({ id: gameId, title: quiz.title, rules: quiz.rules }, quiz.questions);
  return rules && gamesOf(rules.default).find(({ meta }) => meta.id === gameId);
};
