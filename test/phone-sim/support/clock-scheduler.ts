import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import type { Clock } from '../../../phone-sim/radio/clock.ts';

/** One piece of work of RxJS on a clock of the virtual air; it may put itself off again and again. */
class ClockAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #clock: Clock;
  readonly #work: (this: SchedulerAction<T>, state: T) => void;
  #stop: () => void = () => undefined;

  constructor(clock: Clock, work: (this: SchedulerAction<T>, state: T) => void) {
    super(() => this.#stop());
    this.#clock = clock;
    this.#work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    this.#stop();
    this.#stop = this.#clock.setTimer(delay, () => {
      if (!this.closed) this.#work.call(this, state as T);
    });
    return this;
  }
}

/** The time of the virtual air for what takes its time from RxJS. */
export const schedulerOn = (clock: Clock): SchedulerLike => ({
  now: () => clock.now(),
  schedule: <T>(work: (this: SchedulerAction<T>, state: T) => void, delay?: number, state?: T) =>
    new ClockAction(clock, work).schedule(state, delay),
});
