import type { GameDescriptor } from '../../protocol/descriptor.ts';
import { arena } from './arena/game.ts';
import { cycles } from './cycles/game.ts';
import type { AnyGame } from './game.ts';
import { pong } from './pong/game.ts';

const all: readonly AnyGame[] = [pong, cycles, arena];

/** Every game of the house by its id. A new game is one line here. */
export const games: ReadonlyMap<string, AnyGame> = new Map(all.map((game) => [game.meta.id, game]));

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
