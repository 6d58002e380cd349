import { cycles } from '../../../games/cycles/game.ts';
import type { AnyGame, GameEvent } from '../../../games/game.ts';
import { pong } from '../../../games/pong/game.ts';
import { Timeline } from './timeline.ts';

/** A match that bots play for an empty room, right here in the page: games are pure, so they run anywhere. */
export class DemoMatch {
  readonly game: AnyGame;
  readonly timeline: Timeline<unknown>;
  readonly seats: readonly number[];
  #state: unknown;

  constructor(game: AnyGame, players: number, seed: number) {
    this.game = game;
    this.timeline = new Timeline(game.meta.tickMs);
    this.seats = Array.from({ length: Math.min(players, game.meta.seats.max) }, (_, seat) => seat);
    this.#state = game.setup({ seats: this.seats, random: { seed } });
  }

  /** One tick. @returns whether the match goes on. */
  step(now: number): boolean {
    const { game } = this;
    const shared = game.view(this.#state);
    const events: GameEvent[] = [];
    for (const seat of this.seats) {
      const input = game.bot?.({ shared, secret: game.secretOf?.(this.#state, seat), seat }, Math.random);
      if (input) events.push({ type: 'input', seat, input });
    }
    this.#state = game.reduce(this.#state, [...events, { type: 'tick' }]);
    this.timeline.push(game.view(this.#state), now);
    return game.result(this.#state) === undefined;
  }
}

/** Games that make a good show, with how many play. */
export const shows: readonly { readonly game: AnyGame; readonly players: number }[] = [
  { game: pong as AnyGame, players: 2 },
  { game: cycles as AnyGame, players: 8 },
];
