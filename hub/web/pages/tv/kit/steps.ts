/** Milliseconds of one step. Springs and particles move in even steps, whatever the screen's rate: so they look alike on each, and a test can count. */
export const STEP_MS = 1_000 / 120;
export const STEP_SECONDS = STEP_MS / 1_000;

/** A frame that comes later than this was none: the page slept. */
const MOST_STEPS = 30;

/** Makes even steps of the uneven times at which frames come. */
export class Steps {
  #last: number | undefined;
  #rest = 0;

  /** @param now milliseconds of the frame. @returns how many steps to make for it, 0..30; 0 for the first frame. */
  take(now: number): number {
    const passed = this.#last === undefined ? 0 : Math.max(0, now - this.#last);
    this.#last = now;
    this.#rest += passed;
    const steps = Math.floor(this.#rest / STEP_MS);
    if (steps > MOST_STEPS) {
      this.#rest = 0;
      return MOST_STEPS;
    }
    this.#rest -= steps * STEP_MS;
    return steps;
  }
}
