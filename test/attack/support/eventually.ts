import { pause } from '../../bench/process.ts';

const LOOK_MS = 50;

/** @returns whether it came true within that time; it is asked until then. */
export const eventually = async (isSo: () => boolean, ms: number): Promise<boolean> => {
  const end = performance.now() + ms;
  while (!isSo()) {
    if (performance.now() > end) return false;
    await pause(LOOK_MS);
  }
  return true;
};
