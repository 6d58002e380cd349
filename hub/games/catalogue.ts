import { arena } from './arena/game.ts';
import { cycles } from './cycles/game.ts';
import type { AnyGame } from './game.ts';
import { pong } from './pong/game.ts';
import { quizGames } from './quiz/games.ts';
import starter from './quiz/packs/starter.json' with { type: 'json' };
import { parsePack, type QuizPack } from './quiz/packs.ts';

/**
 * Every game of the house, the one that a hub starts with first. A new game is one line here.
 * @param packs question packs of the hub's owner, beside the starter pack; each is a quiz of its own.
 */
export const allGames = (packs: readonly QuizPack[] = []): readonly AnyGame[] => [
  pong,
  cycles,
  ...[parsePack(starter, 'starter.json'), ...packs].flatMap(quizGames),
  arena,
];

/** @returns all of them by id, unchecked: for programs that only look games up. */
export const createCatalogue = (packs: readonly QuizPack[] = []): ReadonlyMap<string, AnyGame> =>
  new Map(allGames(packs).map((game) => [game.meta.id, game]));

/** The games that come with the hub. */
export const games = createCatalogue();
