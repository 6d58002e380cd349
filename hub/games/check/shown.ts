import { limits } from '../../../protocol/limits.ts';
import type { RoomView } from '../../../protocol/room-view.ts';
import { createStateCodec, type SharedState, type StateCodec } from '../../../protocol/state-codec.ts';
import type { AnyGame } from '../game.ts';
import { GameFault, guarded } from '../guard.ts';
import { notPlain } from './plain.ts';

/** What everybody sees of a game must leave room in a frame for a room full of names. */
const LARGEST_VIEW = 16_384;

/** What is dear is done once in so many states. */
const WHOLE_EVERY = 10;

/** A room in which nobody is: what the state of a game is shown in. */
export const emptyView: RoomView = {
  phase: 'lobby',
  count: 0,
  host: undefined,
  locked: false,
  match: 0,
  members: new Map(),
  result: undefined,
};

/** Shows states of one game to nobody, exactly as they would be shown. */
export class Shown {
  readonly #game: AnyGame;
  readonly #codec: StateCodec;
  #before: SharedState | undefined;
  #count = 0;

  constructor(game: AnyGame) {
    this.#game = game;
    this.#codec = createStateCodec(game);
  }

  /** Encodes a state as a change from the one shown before, now and then whole; with the secrets of some seats. @returns what is seen. @throws GameFault. */
  show(state: unknown, seats: Iterable<number>): unknown {
    const game = guarded(this.#game);
    const isWhole = this.#count % WHOLE_EVERY === 0;
    this.#count += 1;
    const now: SharedState = { room: emptyView, game: game.view(state) };
    try {
      if (this.#before) this.#codec.sharedDelta(this.#before, now);
      const length = isWhole ? this.#codec.sharedFull(now).length : 0;
      if (length > LARGEST_VIEW)
        throw new RangeError(
          `a whole state has ${length} bytes, at most ${LARGEST_VIEW} of ${limits.frameToPhone}`,
        );
      for (const seat of seats) if (game.secret) this.#codec.secretFull(game.secretOf?.(state, seat));
    } catch (error) {
      throw error instanceof GameFault ? error : new GameFault(game, 'encode', error);
    }
    const why = isWhole ? notPlain(state) : undefined;
    if (why !== undefined) throw new GameFault(game, 'save', new TypeError(why));
    this.#before = now;
    return now.game;
  }
}
