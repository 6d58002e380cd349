/** Where this transport takes its time from. Milliseconds, monotonic. */
export interface Clock {
  now(): number;
  /** Calls `fn` once, not before `ms` have gone by. @returns stops it; again is harmless. */
  setTimer(ms: number, fn: () => void): () => void;
}

export const realClock: Clock = {
  now: () => performance.now(),
  setTimer: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};
