import type { GameDescriptor } from '../../protocol/descriptor.ts';
import { arena } from './arena/game.ts';
import { cycles } from './cycles/game.ts';
import type { AnyGame } from './game.ts';
import { pong } from './pong/game.ts';
import { quizGames } from './quiz/games.ts';
import starter from './quiz/packs/starter.json' with { type: 'json' };
import { parsePack, type QuizPack } from './quiz/packs.ts';

/**
 * Every game of the house by its id, the one that a hub starts with first. A new game is one line here.
 * @param packs question packs of the hub's owner, beside the starter pack; each is a quiz of its own.
 */
export const createCatalogue = (packs: readonly QuizPack[] = []): ReadonlyMap<string, AnyGame> => {
  const all: readonly AnyGame[] = [
    pong,
    cycles,
    ...[parsePack(starter, 'starter.json'), ...packs].flatMap(quizGames),
    arena,
  ];
  return new Map(all.map((game) => [game.meta.id, game]));
};

/** The games that come with the hub. */
export const games = createCatalogue();

/** @returns what a phone must know of a game, to be sent as JSON. */
export const describeGame = ({ meta, controller, shared, secret }: AnyGame): GameDescriptor => ({
  id: meta.id,
  title: meta.title,
  rules: meta.rules,
  seats: meta.seats,
  tickMs: meta.tickMs,
  away: meta.away,
  controller,
  shared,
  ...(secret ? { secret } : {}),
});
