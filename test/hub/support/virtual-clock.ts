import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** One piece of work, which may ask to be called again and again. */
class Action<T> extends Subscription implements SchedulerAction<T> {
  readonly #clock: VirtualClock;
  readonly #work: (this: SchedulerAction<T>, state?: T) => void;
  #due: Due | undefined;

  constructor(clock: VirtualClock, work: (this: SchedulerAction<T>, state?: T) => void) {
    super(() => clock.cancel(this.#due));
    this.#clock = clock;
    this.#work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    this.#clock.cancel(this.#due);
    this.#due = this.#clock.at(delay, () => {
      this.#due = undefined;
      this.#work.call(this, state as T);
      if (!this.#due) this.unsubscribe();
    });
    return this;
  }
}

/**
 * Time that passes only when told to. Unlike VirtualTimeScheduler of RxJS it holds on to nothing that is over, so that hours can be played
 * and memory be looked at.
 */
export class VirtualClock implements SchedulerLike {
  #now = 0;
  #order = 0;
  #waiting: Due[] = [];

  now(): number {
    return this.#now;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    return new Action(this, work).schedule(state, delay);
  }

  at(delay: number, run: () => void): Due {
    this.#order += 1;
    const due = { at: this.#now + Math.max(0, delay), order: this.#order, run };
    this.#waiting.push(due);
    return due;
  }

  cancel(due: Due | undefined): void {
    if (due) this.#waiting = this.#waiting.filter((one) => one !== due);
  }

  /** Does all that is due until then, in the order of time and, at one moment, in that in which it was asked for. */
  runTo(ms: number): void {
    for (;;) {
      let next: Due | undefined;
      for (const one of this.#waiting)
        if (one.at <= ms && (!next || one.at < next.at || (one.at === next.at && one.order < next.order)))
          next = one;
      if (!next) break;
      this.cancel(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, ms);
  }
}
