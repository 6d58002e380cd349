import type { Motion } from './motion.ts';
import { STEP_SECONDS } from './steps.ts';

/** Places of the field at the strongest. */
const FAR = 22;
/** Shares of the strength that are lost in a second. */
const CALMING = 1.8;

/** A camera that shakes when something hits. It never does for people who want less motion. */
export class Shake {
  readonly #motion: Motion;
  #strength = 0;
  #phase = 0;

  constructor(motion: Motion) {
    this.#motion = motion;
  }

  get x(): number {
    return FAR * this.#strength ** 2 * Math.sin(this.#phase * 37);
  }

  get y(): number {
    return FAR * this.#strength ** 2 * Math.sin(this.#phase * 29 + 1);
  }

  get isMoving(): boolean {
    return this.#strength > 0;
  }

  /** @param strength 0..1; several hits together are no more than 1. */
  hit(strength: number): void {
    if (!this.#motion.isReduced) this.#strength = Math.min(1, this.#strength + Math.max(0, strength));
  }

  step(): void {
    if (this.#strength === 0) return;
    this.#phase += STEP_SECONDS;
    this.#strength = this.#motion.isReduced ? 0 : Math.max(0, this.#strength - CALMING * STEP_SECONDS);
  }
}
