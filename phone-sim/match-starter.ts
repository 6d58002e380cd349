/** How long a host waits for others to sit down, and before it tries again. */
const START_EVERY_MS = 1_500;

/** Starts a match for a simulated host, and the next one when it is over. */
export class MatchStarter {
  readonly #due: () => 'start' | 'again' | undefined;
  readonly #start: (command: 'start' | 'again') => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param due which command would start a match now, if this phone may give it. */
  constructor(due: () => 'start' | 'again' | undefined, start: (command: 'start' | 'again') => void) {
    this.#due = due;
    this.#start = start;
  }

  /** Something has changed. */
  look(): void {
    if (this.#timer || !this.#due()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const command = this.#due();
      if (!command) return;
      this.#start(command);
      this.look();
    }, START_EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
