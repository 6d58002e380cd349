import house from 'partyline:house/rules';
import { gamesOf, partOf } from '../../../games/folder.ts';
import type { AnyGame, GameEvent } from '../../../games/game.ts';
import { shows } from './games/index.ts';
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

/**
 * A match of one of the games that make a good show, by turns. Its rules come from the hub when they are first wanted.
 * @returns undefined if they cannot be had now.
 */
export const nextShow = async (round: number): Promise<DemoMatch | undefined> => {
  const show = shows[round % shows.length];
  try {
    const rules = show && (await partOf(house, show.name)?.());
    const [game] = rules ? gamesOf(rules.default) : [];
    return game && show && new DemoMatch(game, show.players, Math.floor(Math.random() * 2 ** 31));
  } catch {
    return undefined;
  }
};
