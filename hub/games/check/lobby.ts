import type { AnyGame } from '../game.ts';
import { guarded } from '../guard.ts';
import { Shown } from './shown.ts';

/** Seats that a secret is asked of. */
const SECRETS = 8;

/** Tries what a game is before a match and at its beginning: with nobody, and with all seats taken. @throws GameFault. */
export const tryLobby = (game: AnyGame): void => {
  const safe = guarded(game);
  const shown = new Shown(game);
  const all = Array.from({ length: game.meta.seats.max }, (_, seat) => seat);
  const random = { seed: 1 };
  const empty = safe.setup({ seats: [], random });
  shown.show(empty, [0]);
  safe.result(empty);
  shown.show(safe.setup({ seats: all, random }), all.slice(0, SECRETS));
};
