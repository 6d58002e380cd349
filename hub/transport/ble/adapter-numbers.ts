import { readdirSync } from 'node:fs';

const ADAPTERS = '/sys/class/bluetooth';

/** Numbers of the Bluetooth adapters of this machine, ascending: 0 for hci0 (Linux; elsewhere none). */
export const adapterNumbers = (): readonly number[] => {
  try {
    return readdirSync(ADAPTERS)
      .flatMap((name) => /^hci(\d+)$/.exec(name)?.slice(1, 2) ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
};
