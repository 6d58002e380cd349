import { games } from '../hub/games/catalogue.ts';
import type { AnyGame } from '../hub/games/game.ts';
import { GameFault, guarded } from '../hub/games/guard.ts';
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

/** Games whose bots failed. */
const broken = new Set<AnyGame>();

/** What a game's bot does. One that fails, which is said once, costs only what it would have done. */
export const moveOf = (
  game: AnyGame | undefined,
  seen: Parameters<NonNullable<AnyGame['bot']>>[0],
  random01: () => number,
  say: (sentence: string) => void = (sentence) => process.stderr.write(`${sentence}\n`),
): Input | undefined => {
  if (!game?.bot || broken.has(game)) return wander(random01);
  try {
    return guarded(game).bot?.(seen, random01);
  } catch (error) {
    if (!(error instanceof GameFault)) throw error;
    broken.add(game);
    say(`${error.words()}. Simulated phones push the stick at random instead.`);
    return wander(random01);
  }
};

/** Plays each of these games as its own bot does. */
export const botsOf =
  (games: ReadonlyMap<string, AnyGame>): Policy =>
  ({ view, seat, game }, random01) => {
    if (seat === undefined || view.shared.game === undefined) return wander(random01);
    if (game === 'arena') {
      const turned = awayFromEdge(view.shared.game, seat);
      if (turned) return turned;
    }
    return moveOf(games.get(game), { shared: view.shared.game, secret: view.secret, seat }, random01);
  };

/** Plays each game of the house as its own bot does. */
export const playAsBot: Policy = botsOf(games);
