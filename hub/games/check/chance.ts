import { type Input, pad } from '../../../protocol/inputs.ts';
import type { GameEvent } from '../game.ts';
import { type Random, roll } from '../random.ts';

/** Chance for trials, from the games' own generator: the same in every run. */
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
