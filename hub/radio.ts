import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { adapterNumbers } from './transport/ble/adapter-numbers.ts';
import type { BleErrorCode } from './transport/ble/ble-errors.ts';
import type { BleOptions, BleTransport } from './transport/ble/transport.ts';
import type { Link } from './transport/port.ts';

/** The Bluetooth part of a hub, or the reason why there is none. */
export interface Radio {
  /** One for each adapter; each brings 16 slots. */
  readonly transports: readonly BleTransport[];
  /** `hci0` (the first that is up, if there are several), `virtual` or `off`; changes as adapters come and go. */
  readonly label: () => string;
  /** Names of the adapters that are up now; each has 16 slots. */
  readonly up: () => readonly string[];
  /** Socket path of the simulated air, if there is one. */
  readonly air: string | null;
  /** For a person. */
  readonly words: string;
  /** What went wrong and how to mend it, one sentence each. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

interface HubIdentity {
  readonly name: string;
  readonly roomId: string;
  readonly info: (link: Link) => Uint8Array;
  readonly log: Log;
}

const nothing = (words: string, ...notes: readonly string[]): Radio => ({
  transports: [],
  label: () => 'off',
  up: () => [],
  air: null,
  words,
  notes,
  close: async () => undefined,
});

const bleOptions = ({ name, roomId, info, log }: HubIdentity, deviceId: number | undefined): BleOptions => ({
  hubName: name,
  roomId,
  info,
  log,
  ...(deviceId === undefined ? {} : { deviceId }),
});

/** What may change while the hub runs, with nothing done to it. */
const mayCome: readonly BleErrorCode[] = ['noAdapter', 'busy', 'blocked'];

/** Names of the adapters that are up. */
const upOf = (transports: readonly BleTransport[]): string[] =>
  transports.flatMap(({ status }) => (status.state === 'up' ? [status.adapter] : []));

const onAdapters = (transports: readonly BleTransport[], words: string, notes: readonly string[]): Radio => ({
  ...nothing(words, ...notes),
  transports,
  label: () => upOf(transports)[0] ?? 'off',
  up: () => upOf(transports),
});

/** Opens the adapter that is named, or every one that can be had. @param asked somebody wants Bluetooth and must hear what is wrong. */
const openAdapters = async (
  identity: HubIdentity,
  named: number | undefined,
  asked: boolean,
): Promise<Radio> => {
  // Both modules are loaded only here: a machine that cannot have them plays over Wi-Fi.
  const { awaitBleTransport, openBleTransport } = await import('./transport/ble/transport.ts');
  const { BleError } = await import('./transport/ble/ble-errors.ts');
  // The user channel gives the hub the adapter to itself: the kernel's own stack does not answer beside it.
  process.env.HCI_CHANNEL_USER ??= '1';
  const all = named === undefined ? adapterNumbers() : [named];
  // A lone adapter goes without its number: it may come back under another one after it was pulled out.
  const wanted = all.length > 1 || named !== undefined ? all : [undefined];
  const tried = await Promise.allSettled(
    wanted.map((deviceId) => openBleTransport(bleOptions(identity, deviceId))),
  );
  const transports = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failures = tried.flatMap((one, i) => {
    if (one.status === 'fulfilled') return [];
    const error: unknown = one.reason;
    if (!(error instanceof BleError)) throw error;
    const { code, detail } = error;
    identity.log.info({ reason: code, detail, adapter: wanted[i] }, 'no Bluetooth');
    return [{ error, adapter: wanted[i] }];
  });
  const [first] = transports;
  if (!first) {
    const error = failures[0]?.error;
    // Nobody asked for Bluetooth on a machine that has none: that is no fault.
    const harmless = !asked && (error?.code === 'noBluetooth' || error?.code === 'noAdapter');
    const off = harmless ? nothing(`off: ${error.sentence}`) : nothing('off', error?.message ?? '');
    if (!error || !mayCome.includes(error.code)) return off;
    const waiting = awaitBleTransport(bleOptions(identity, wanted[0]), error.message);
    const until = harmless
      ? `${off.words} One that is plugged in is used at once.`
      : 'off, until the adapter can be used';
    return onAdapters([waiting], until, off.notes);
  }
  return onAdapters(
    transports,
    `on, ${upOf(transports).join(', ')}`,
    asked ? failures.map(({ error, adapter }) => `hci${adapter} is not used. ${error.message}`) : [],
  );
};

const openVirtual = async (
  identity: HubIdentity,
  { airInterval, airLoss, airAdapters }: Config,
): Promise<Radio> => {
  const { Air } = await import('../phone-sim/radio/air.ts');
  const { AirServer } = await import('../phone-sim/radio/air-server.ts');
  const { installVirtualHci } = await import('../phone-sim/radio/install.ts');
  const { inProcess } = await import('../phone-sim/radio/transport.ts');
  const air = new Air({ loss: airLoss / 100, connectionInterval: airInterval });
  const devices = Array.from({ length: airAdapters }, () =>
    installVirtualHci().addNext(inProcess(air, { maxLinks: 20, aclBuffers: 32 })),
  );
  const { openBleTransport } = await import('./transport/ble/transport.ts');
  process.env.HCI_CHANNEL_USER ??= '1';
  const transports = await Promise.all(
    devices.map((device) => openBleTransport(bleOptions(identity, device))),
  );
  const directory = mkdtempSync(join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), 'partyline-'));
  const server = new AirServer(air);
  await server.listen(join(directory, 'air.sock'));
  return {
    transports,
    label: () => 'virtual',
    up: () => upOf(transports),
    air: server.path,
    words: `simulated${airAdapters > 1 ? ` with ${airAdapters} adapters` : ''}, every ${airInterval} ms${airLoss > 0 ? `, ${airLoss} % lost` : ''}`,
    notes: [],
    close: async () => {
      await server.close();
      air.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** Opens the radio that the configuration names. Never throws for a radio that is not there: `note` then says why. */
export const openRadio = (config: Config, identity: HubIdentity): Promise<Radio> => {
  if (config.radio === 'off') return Promise.resolve(nothing('off (--radio off)'));
  if (config.radio === 'virtual') return openVirtual(identity, config);
  const named = /^hci(\d+)$/.exec(config.radio);
  return openAdapters(identity, named ? Number(named[1]) : undefined, config.radio !== 'auto');
};
