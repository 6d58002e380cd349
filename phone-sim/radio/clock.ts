import { performance } from 'node:perf_hooks';
import { Heap } from './heap.ts';

/** Stops a timer; calling it again, or after the timer fired, does nothing. */
export type CancelTimer = () => void;

/** Where the virtual air takes its time from. Milliseconds, monotonic, fractions allowed. */
export interface Clock {
  now(): number;
  /** Calls `fn` once, not before `ms` milliseconds have gone by, and never from inside this call. */
  setTimer(ms: number, fn: () => void): CancelTimer;
}

/** The machine's own monotonic clock. Its timers keep the process alive, as a radio would. */
export class RealClock implements Clock {
  now(): number {
    return performance.now();
  }

  setTimer(ms: number, fn: () => void): CancelTimer {
    const timer = setTimeout(fn, Math.max(0, Math.ceil(ms)));
    return () => clearTimeout(timer);
  }
}

interface VirtualTimer {
  fn: (() => void) | null;
}

/**
 * A clock that stands still until it is told to move. After each timer it lets all pending microtasks, next-ticks and
 * immediates run, so that host stacks built on promises have answered before the next timer fires.
 */
export class VirtualClock implements Clock {
  readonly #timers = new Heap<VirtualTimer>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  setTimer(ms: number, fn: () => void): CancelTimer {
    const timer: VirtualTimer = { fn };
    this.#timers.push(this.#now + Math.max(0, ms), timer);
    return () => {
      timer.fn = null;
    };
  }

  /** Timers that have not fired and were not cancelled keep this above zero only if they are at the top of the queue. */
  get idle(): boolean {
    this.#dropCancelled();
    return this.#timers.size === 0;
  }

  /** Lets everything that is ready now run, without moving time. */
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Moves time forward by `ms`, firing each timer at its own moment. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    while (await this.#fireNext(end));
    this.#now = end;
    await this.settle();
  }

  /**
   * Moves time from timer to timer until `done()` is true. Rejects when more than `limitMs` of virtual time would go by,
   * or when nothing is left that could make it true.
   */
  async runUntil(done: () => boolean, limitMs = 60_000): Promise<void> {
    const end = this.#now + limitMs;
    await this.settle();
    while (!done()) {
      if (!(await this.#fireNext(end))) {
        throw new Error(`what was waited for did not happen within ${limitMs} ms of virtual time`);
      }
    }
  }

  async #fireNext(end: number): Promise<boolean> {
    this.#dropCancelled();
    const due = this.#timers.peekKey();
    if (due === undefined || due > end) return false;
    const timer = this.#timers.pop();
    this.#now = Math.max(this.#now, due);
    timer?.fn?.();
    await this.settle();
    return true;
  }

  #dropCancelled(): void {
    while (this.#timers.size > 0 && this.#timers.peek()?.fn === null) this.#timers.pop();
  }
}
