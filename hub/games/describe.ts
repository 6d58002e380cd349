import type { GameDescriptor } from '../../protocol/descriptor.ts';
import type { AnyGame } from './game.ts';

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
