import { STEP_SECONDS } from './steps.ts';

/** Nearer than this and slower than ten times this, it rests. */
const NEAR = 0.001;

/** A value that follows its target as if on a spring: it may be given another target at any time, and goes on with the speed it has. */
export class Spring {
  value: number;
  target: number;
  speed = 0;
  readonly #stiff: number;
  readonly #damp: number;

  /**
   * @param swings a second.
   * @param calm 1 comes without swinging over; less swings.
   */
  constructor(value: number, swings = 2, calm = 0.7) {
    this.value = value;
    this.target = value;
    const omega = 2 * Math.PI * swings;
    this.#stiff = omega * omega;
    this.#damp = 2 * calm * omega;
  }

  get isMoving(): boolean {
    return this.value !== this.target || this.speed !== 0;
  }

  jump(to: number): void {
    this.value = to;
    this.target = to;
    this.speed = 0;
  }

  step(): void {
    const off = this.value - this.target;
    if (Math.abs(off) < NEAR && Math.abs(this.speed) < 10 * NEAR) {
      this.value = this.target;
      this.speed = 0;
      return;
    }
    // Semi-implicit: it stays stable at any stiffness that a step can follow.
    this.speed += (-this.#stiff * off - this.#damp * this.speed) * STEP_SECONDS;
    this.value += this.speed * STEP_SECONDS;
  }
}
