import { createHash } from 'node:crypto';
import type { Dice } from '../check/chance.ts';
import { deepFreeze } from '../check/freeze.ts';
import { canonical } from '../check/plain.ts';
import type { AnyGame, GameEvent } from '../game.ts';

/** A match as it goes on. */
export class Match {
  state: unknown;
  readonly game: AnyGame;
  readonly #hasDigest: boolean;
  readonly #hash = createHash('sha256');

  /** @param hasDigest whether the digest is asked for: that costs as much as the match. */
  constructor(game: AnyGame, seats: readonly number[], seed: number, hasDigest = true) {
    this.game = game;
    this.#hasDigest = hasDigest;
    this.state = deepFreeze(game.setup({ seats, random: { seed } }));
    this.#note();
  }

  step(...events: readonly GameEvent[]): this {
    this.state = deepFreeze(this.game.reduce(this.state, deepFreeze(events)));
    this.#note();
    return this;
  }

  /** One tick in which every seat does what its bot wants. */
  botTick(seats: readonly number[], dice: Dice): this {
    const shared = deepFreeze(this.view());
    const inputs = seats.flatMap((seat): GameEvent[] => {
      const secret = deepFreeze(this.game.secretOf?.(this.state, seat));
      const input = this.game.bot?.({ shared, secret, seat }, dice.one);
      return input ? [{ type: 'input', seat, input }] : [];
    });
    return this.step(...inputs, { type: 'tick' });
  }

  view(): unknown {
    return this.game.view(this.state);
  }

  #note(): void {
    if (this.#hasDigest) this.#hash.update(canonical(this.state)).update(canonical(this.view()));
  }

  /** @returns a digest of every state and view so far; the match must not go on after it. */
  digest(): string {
    return this.#hash.digest('hex').slice(0, 32);
  }
}
