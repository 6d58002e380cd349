import { games } from '../hub/games/catalogue.ts';
import { type Input, pad } from '../protocol/inputs.ts';
import type { SeenState } from '../protocol/state-codec.ts';

/** What a simulated player does next, seeing only what its seat may see; undefined for nothing now. */
export type Policy = (
  seen: { readonly view: SeenState; readonly seat: number | undefined; readonly game: string },
  random01: () => number,
) => Input | undefined;

/** Any push of the stick: for games without a bot, and for those who wait for a seat. */
const wander = (random01: () => number): Input =>
  pad(0, Math.round(random01() * 6 - 3), Math.round(random01() * 4 - 2));

/** Distance from the edge of the arena at which a walker turns back, so that every step of it counts and can be checked. */
const SHY = 100;
const FIELD = 1000;

const awayFromEdge = (game: unknown, seat: number): Input | undefined => {
  const place = (
    game as { readonly players?: ReadonlyMap<number, { x: number; y: number }> } | undefined
  )?.players?.get(seat);
  if (!place) return undefined;
  const turn = (at: number): number => (at < SHY ? 1 : at > FIELD - SHY ? -1 : 0);
  const [x, y] = [turn(place.x), turn(place.y)];
  return x === 0 && y === 0 ? undefined : pad(0, 3 * x, 2 * y);
};

/** Plays each game as its own bot does. */
export const playAsBot: Policy = ({ view, seat, game }, random01) => {
  if (seat === undefined || view.shared.game === undefined) return wander(random01);
  if (game === 'arena') {
    const turned = awayFromEdge(view.shared.game, seat);
    if (turned) return turned;
  }
  const bot = games.get(game)?.bot;
  return bot ? bot({ shared: view.shared.game, secret: view.secret, seat }, random01) : wander(random01);
};
