/** Runs something after so many milliseconds. */
export type Later = (ms: number, run: () => void) => void;

const timer: Later = (ms, run) => {
  setTimeout(run, ms).unref();
};

/**
 * Makes something that may be said any number of times, and is said at most once in `everyMs`: strangers who make the hub complain may not
 * fill its log.
 * @param say gets the newest, and how many before it were left out.
 */
export const seldom = <T>(
  say: (what: T, leftOut: number) => void,
  everyMs: number,
  later: Later = timer,
): ((what: T) => void) => {
  let quiet = false;
  let waiting: { readonly what: T; readonly count: number } | undefined;
  const tell = (what: T, leftOut: number): void => {
    quiet = true;
    say(what, leftOut);
    later(everyMs, () => {
      quiet = false;
      const last = waiting;
      waiting = undefined;
      if (last) tell(last.what, last.count - 1);
    });
  };
  return (what) => {
    if (quiet) waiting = { what, count: (waiting?.count ?? 0) + 1 };
    else tell(what, 0);
  };
};
