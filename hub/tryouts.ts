import { interval, type SchedulerLike, Subscription, takeWhile } from 'rxjs';
import { games as house } from './games/catalogue.ts';
import { checkLobby } from './games/check/index.ts';
import { rehearse } from './games/check/rehearsal.ts';
import type { AnyGame } from './games/game.ts';
import { entering, gameNumber, left } from './games/running.ts';
import type { Hub } from './hub.ts';

/** From one game to the next: nobody waits for this. */
const EVERY_MS = 250;

/** Games of the house are tried by the tests. */
export const isOfTheHouse = ({ meta }: AnyGame): boolean => house.has(meta.id);

/**
 * Tries every game once that is not of the house: when somebody chooses it, or before that, while
 * the hub has nothing else to do.
 */
export class Tryouts {
  readonly #waiting: Set<AnyGame>;

  constructor(games: Iterable<AnyGame>) {
    this.#waiting = new Set([...games].filter((game) => !isOfTheHouse(game)));
  }

  /** @returns a sentence if the game is no good; undefined too if it was tried before. */
  try(game: AnyGame): string | undefined {
    if (!this.#waiting.delete(game)) return undefined;
    // So that whoever watches knows which game it is that does not come back.
    entering(gameNumber(game), 'setup');
    try {
      return checkLobby(game) ?? rehearse(game, [1]);
    } finally {
      left();
    }
  }

  /** Tries the games that nobody chose yet, one at a time, while nothing is played. */
  inIdleTime(hub: Pick<Hub, 'state' | 'putAside'>, scheduler: SchedulerLike): Subscription {
    if (this.#waiting.size === 0) return Subscription.EMPTY;
    return interval(EVERY_MS, scheduler)
      .pipe(takeWhile(() => this.#waiting.size > 0))
      .subscribe(() => {
        const [next] = this.#waiting;
        const words = next && hub.state.phase === 'lobby' ? this.try(next) : undefined;
        if (next && words !== undefined) hub.putAside(next.meta.id, words);
      });
  }
}
