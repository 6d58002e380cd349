import type { AdapterFacts, Facts, HolderFacts, ModuleFacts } from '../facts.ts';
import { type ManagedAdapter, managedAdapters } from './mgmt.ts';
import { findProgram, holdersOf, listNames, readText } from './processes.ts';

const CLASS = '/sys/class/bluetooth';

/** Adapters by name; links, which are listed beside them as hci0:64, left out. */
const adapterNames = (): string[] =>
  listNames(CLASS)
    .filter((name) => /^hci\d+$/.test(name))
    .sort((a, b) => Number(a.slice(3)) - Number(b.slice(3)));

function rfkillOf(name: string): AdapterFacts['rfkill'] {
  const folder = listNames(`${CLASS}/${name}`).find((entry) => /^rfkill\d+$/.test(entry));
  if (folder === undefined) return 'off';
  if (readText(`${CLASS}/${name}/${folder}/hard`) === '1') return 'hard';
  return readText(`${CLASS}/${name}/${folder}/soft`) === '1' ? 'soft' : 'off';
}

function describe(name: string, managed: readonly ManagedAdapter[] | null): AdapterFacts {
  const info = managed?.find(({ index }) => `hci${index}` === name);
  const use = managed === null ? 'unknown' : info === undefined ? 'unmanaged' : 'managed';
  return {
    name,
    use,
    address: info?.address ?? null,
    powered: info?.powered ?? false,
    lowEnergy: info?.lowEnergy ?? false,
    rfkill: rfkillOf(name),
  };
}

/** Programs with a Bluetooth socket, out of the kernel's own list (/proc/net/hci: the inode is the sixth column). */
function bluetoothHolders(): HolderFacts[] {
  const [, ...rows] = (readText('/proc/net/hci') ?? '').split('\n');
  return holdersOf(new Set(rows.map((row) => row.trim().split(/\s+/)[5] ?? '')));
}

function whatFailed(error: unknown): Pick<Facts, 'module' | 'socketError'> {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const reason = String(message ?? error).split('\n')[0] ?? '';
  const broken = (state: ModuleFacts) => ({ module: state, socketError: undefined });
  if (code === 'MODULE_NOT_FOUND') return broken({ state: 'missing' });
  if (code === 'ERR_DLOPEN_FAILED') return broken({ state: 'broken', reason });
  return { module: { state: 'loads' }, socketError: typeof code === 'string' ? code : reason };
}

/** All about Bluetooth that can be seen without disturbing anyone who uses it. */
export async function probeBluetooth(): Promise<
  Pick<Facts, 'module' | 'socketError' | 'adapters' | 'holders' | 'bluetoothdPid'>
> {
  let outcome: Pick<Facts, 'module' | 'socketError'> = { module: { state: 'loads' }, socketError: null };
  let managed: ManagedAdapter[] | null = null;
  try {
    managed = await managedAdapters();
  } catch (error) {
    outcome = whatFailed(error);
  }
  return {
    ...outcome,
    adapters: adapterNames().map((name) => describe(name, managed)),
    holders: bluetoothHolders(),
    bluetoothdPid: findProgram('bluetoothd'),
  };
}
