import type { CancelTimer, Clock } from './radio/clock.ts';

/** How long a host waits for others to sit down, and before it tries again. */
const START_EVERY_MS = 1_500;

/** Starts a match for a simulated host, and the next one when it is over. */
export class MatchStarter {
  readonly #due: () => 'start' | 'again' | undefined;
  readonly #start: (command: 'start' | 'again') => void;
  readonly #clock: Clock;
  #stopTimer: CancelTimer | undefined;

  /** @param due which command would start a match now, if this phone may give it. */
  constructor(
    clock: Clock,
    due: () => 'start' | 'again' | undefined,
    start: (command: 'start' | 'again') => void,
  ) {
    this.#clock = clock;
    this.#due = due;
    this.#start = start;
  }

  /** Something has changed. */
  look(): void {
    if (this.#stopTimer || !this.#due()) return;
    this.#stopTimer = this.#clock.setTimer(START_EVERY_MS, () => {
      this.#stopTimer = undefined;
      const command = this.#due();
      if (!command) return;
      this.#start(command);
      this.look();
    });
  }

  stop(): void {
    this.#stopTimer?.();
  }
}
