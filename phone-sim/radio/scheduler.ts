import type { CancelTimer, Clock } from './clock.ts';
import { Heap } from './heap.ts';

/** One thing that is to happen on the air at a set moment. */
export interface Scheduled {
  readonly at: number;
  fn: ((at: number) => void) | null;
}

/**
 * All the air's moments on one timer of the clock. Each entry is run with the moment it was set for, in order of
 * those moments, even when the process woke late: a busy machine then looks like a late host, not like a lost radio.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #entries = new Heap<Scheduled>();
  #cancelTimer: CancelTimer | null = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #running = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  at(moment: number, fn: (at: number) => void): Scheduled {
    const entry: Scheduled = { at: moment, fn };
    this.#entries.push(moment, entry);
    this.#arm();
    return entry;
  }

  cancel(entry: Scheduled | null): void {
    if (entry) entry.fn = null;
  }

  close(): void {
    while (this.#entries.size > 0) this.#entries.pop();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    if (this.#running) return;
    while (this.#entries.size > 0 && this.#entries.peek()?.fn === null) this.#entries.pop();
    const next = this.#entries.peekKey() ?? Number.POSITIVE_INFINITY;
    if (next === this.#timerAt) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#timerAt = next;
    if (next === Number.POSITIVE_INFINITY) return;
    this.#cancelTimer = this.#clock.setTimer(next - this.#clock.now(), () => this.#run());
  }

  #run(): void {
    this.#cancelTimer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#running = true;
    try {
      const now = this.#clock.now();
      for (;;) {
        const due = this.#entries.peekKey();
        if (due === undefined || due > now) break;
        this.#entries.pop()?.fn?.(due);
      }
    } finally {
      this.#running = false;
      this.#arm();
    }
  }
}
