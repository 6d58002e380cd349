import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Real time that never jumps: a Pi without a clock battery sets its date while the game is on. Milliseconds since the start of the program. */
export const monotonicScheduler: SchedulerLike = Object.assign(
  Object.create(asyncScheduler) as typeof asyncScheduler,
  {
    now: () => performance.now(),
  },
);
