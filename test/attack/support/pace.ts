import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 20;

/** How often at most, and how often in all. */
export interface Pace {
  readonly perSecond: number;
  readonly most: number;
}

/** Resolves after a while, or as soon as the flood ends. */
const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/**
 * Calls `act` at a rate, until the signal or until it was called `most` times; then waits for the signal.
 * A process that was held up does not make up for it. @param act is handed how often it was called before.
 */
export const atPace = async (
  { perSecond, most }: Pace,
  signal: AbortSignal,
  act: (n: number) => void,
): Promise<void> => {
  const perStep = (perSecond * STEP_MS) / 1000;
  let owed = 0;
  let done = 0;
  while (!signal.aborted && done < most) {
    owed += perStep;
    for (; owed >= 1 && done < most; owed -= 1) {
      act(done);
      done += 1;
    }
    await rest(STEP_MS, signal);
  }
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
};
