import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of the memory that JavaScript may have. A good fifth of that is for objects that have just been made, and what lasts cannot have it. */
const ALMOST_ALL = 0.65;
/** What was only waiting to be collected: no look again for so many beats. */
const PAUSE = 60;

const share = (): number => {
  const { used_heap_size: used, heap_size_limit: all } = getHeapStatistics();
  return used / all;
};

/** Node has no call for it; the flag is for this one function, which is asked for at most once in half a minute. */
const collect = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
};

/**
 * @param almostOut told the megabytes in use when nearly all memory is, garbage not counted: a moment later the engine would end the
 * process without a word of ours.
 * @returns the look to be taken with every beat.
 */
export const memoryWatch = (almostOut: (usedMb: number) => void): (() => void) => {
  let pause = 0;
  return () => {
    if (pause > 0) pause -= 1;
    else if (share() >= ALMOST_ALL) {
      collect();
      pause = PAUSE;
      if (share() >= ALMOST_ALL) almostOut(Math.round(getHeapStatistics().used_heap_size / 1e6));
    }
  };
};
