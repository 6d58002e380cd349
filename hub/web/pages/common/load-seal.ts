import type { Sealing } from '../../../../protocol/client/sealing.ts';

const RETRY_MS = 2_000;

/** Fetches what seals, which is as large as a third of the page and is not needed before somebody joins. Tries until it is there. */
export const loadSeal = (then: (sealing: Sealing) => void): void => {
  import('./seal.ts').then(
    ({ sealing }) => then(sealing),
    () => setTimeout(() => loadSeal(then), RETRY_MS),
  );
};
