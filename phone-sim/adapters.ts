import { readdirSync } from 'node:fs';
import { UsageError } from './hub-address.ts';

const ADAPTERS = '/sys/class/bluetooth';

/** Numbers of the Bluetooth adapters of this machine, ascending (Linux). */
const adapterNumbers = (): readonly number[] => {
  try {
    return readdirSync(ADAPTERS)
      .flatMap((name) => /^hci(\d+)$/.exec(name)?.slice(1, 2) ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
};

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
