import { createHash } from 'node:crypto';
import type { AnyGame, GameEvent } from '../../../hub/games/game.ts';
import { type Random, roll } from '../../../hub/games/random.ts';
import { type Input, pad } from '../../../protocol/inputs.ts';
import { deepFreeze } from './freeze.ts';

/** Chance for tests, from the games' own generator. */
export class Dice {
  #random: Random;
  constructor(seed: number) {
    this.#random = { seed };
  }
  /** @returns an integer of 0..below-1. */
  below(below: number): number {
    const [value, next] = roll(this.#random, below);
    this.#random = next;
    return value;
  }
  readonly one = (): number => this.below(2 ** 24) / 2 ** 24;
}

/** Plain text of a value, the same for equal values: maps in order of keys, -0 told from 0. */
export const canonical = (value: unknown): string => {
  if (value instanceof Map)
    return `{${[...value]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([key, item]) => `${key}=>${canonical(item)}`)
      .join()}}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value instanceof Uint8Array) return `<${[...value].join()}>`;
  if (typeof value === 'object' && value !== null)
    return `(${Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${key}:${canonical(item)}`)
      .join()})`;
  return Object.is(value, -0) ? '-0' : typeof value === 'string' ? JSON.stringify(value) : String(value);
};

/** A match as it goes on. */
export class Match {
  state: unknown;
  readonly game: AnyGame;
  readonly #hash = createHash('sha256');

  constructor(game: AnyGame, seats: readonly number[], seed: number) {
    this.game = game;
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
    this.#hash.update(canonical(this.state)).update(canonical(this.view()));
  }

  /** @returns a digest of every state and view so far; the match must not go on after it. */
  digest(): string {
    return this.#hash.digest('hex').slice(0, 32);
  }
}

const anyInput = (dice: Dice): Input => {
  if (dice.below(3) === 0) {
    const length = dice.below(5) === 0 ? dice.below(65) : dice.below(4);
    return {
      kind: 'move',
      bytes: Uint8Array.from({ length }, () => (dice.below(2) ? dice.below(8) : dice.below(256))),
    };
  }
  return pad(dice.below(2 ** 17), ...Array.from({ length: 4 }, () => dice.below(255) - 127));
};

/** Anything that a room could ever tell a game, in any order: seats that do not exist, that sit twice, that play while away. */
export const anyEvents = (dice: Dice, seats: number): GameEvent[] => {
  const events = Array.from({ length: dice.below(6) }, (): GameEvent => {
    const seat = dice.below(seats);
    const what = dice.below(40);
    if (what < 4) return { type: (['sit', 'stand', 'away', 'back'] as const)[what] ?? 'sit', seat };
    return { type: 'input', seat, input: anyInput(dice) };
  });
  return [...events, { type: 'tick' }];
};
