import { adapterNumbers } from '../hub/transport/ble/adapter-numbers.ts';
import { UsageError } from './hub-address.ts';

/**
 * Adapters for phones without a simulated air: one each, hci0 is the hub's.
 * @throws UsageError if there are too few.
 */
export const adaptersFor = (phones: number): readonly number[] => {
  const free = adapterNumbers().filter((number) => number > 0);
  if (free.length >= phones) return free;
  throw new UsageError(
    `${phones} Bluetooth phones need as many adapters besides hci0, and this machine has ${free.length}. ` +
      'Start the hub with ./scripts/play --radio virtual and give the air of its ready line: --air SOCKET.',
  );
};
