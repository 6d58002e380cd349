import { pure } from '../../../../protocol/sealed/pure.ts';
import { createSealing } from '../../../../protocol/sealed/sealing.ts';

/** What a page seals with. Pages that come over plain http have no cryptography of the browser's own, but they have its random bytes. */
export const sealing = createSealing({
  primitives: pure,
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
});
