import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { BleOptions, BleTransport } from './transport/ble/transport.ts';
import type { Link } from './transport/port.ts';

/** The Bluetooth part of a hub, or the reason why there is none. */
export interface Radio {
  readonly transport: BleTransport | undefined;
  /** For the ready line: `hci0`, `virtual` or `off`. */
  readonly label: string;
  /** Socket path of the simulated air, if there is one. */
  readonly air: string | null;
  /** For a person. */
  readonly words: string;
  /** What went wrong and how to mend it, if anything did. */
  readonly note: string | undefined;
  close(): Promise<void>;
}

interface HubIdentity {
  readonly name: string;
  readonly roomId: string;
  readonly info: (link: Link) => Uint8Array;
  readonly log: Log;
}

const nothing = (words: string, note?: string): Radio => ({
  transport: undefined,
  label: 'off',
  air: null,
  words,
  note,
  close: async () => undefined,
});

const bleOptions = ({ name, roomId, info, log }: HubIdentity, deviceId: number | undefined): BleOptions => ({
  hubName: name,
  roomId,
  info,
  log,
  ...(deviceId === undefined ? {} : { deviceId }),
});

const openAdapter = async (
  identity: HubIdentity,
  deviceId: number | undefined,
  asked: boolean,
): Promise<Radio> => {
  // Both modules are loaded only here: a machine that cannot have them plays over Wi-Fi.
  const { openBleTransport } = await import('./transport/ble/transport.ts');
  const { BleError } = await import('./transport/ble/ble-errors.ts');
  // The user channel gives the hub the adapter to itself: the kernel's own stack does not answer beside it.
  process.env.HCI_CHANNEL_USER ??= '1';
  try {
    const transport = await openBleTransport(bleOptions(identity, deviceId));
    const { adapter } = transport.status;
    return {
      transport,
      label: adapter,
      air: null,
      words: `on, ${adapter}`,
      note: undefined,
      close: async () => undefined,
    };
  } catch (error) {
    if (!(error instanceof BleError)) throw error;
    identity.log.info({ code: error.code, detail: error.detail }, 'no Bluetooth');
    // Nobody asked for Bluetooth on a machine that has none: that is no fault.
    const harmless = !asked && (error.code === 'noBluetooth' || error.code === 'noAdapter');
    return harmless ? nothing(`off: ${error.sentence}`) : nothing('off', error.message);
  }
};

const openVirtual = async (identity: HubIdentity, { airInterval, airLoss }: Config): Promise<Radio> => {
  const { Air } = await import('../phone-sim/radio/air.ts');
  const { AirServer } = await import('../phone-sim/radio/air-server.ts');
  const { installVirtualHci } = await import('../phone-sim/radio/install.ts');
  const { inProcess } = await import('../phone-sim/radio/transport.ts');
  const air = new Air({ loss: airLoss / 100, connectionInterval: airInterval });
  const device = installVirtualHci().addNext(inProcess(air, { maxLinks: 20, aclBuffers: 32 }));
  const { openBleTransport } = await import('./transport/ble/transport.ts');
  process.env.HCI_CHANNEL_USER ??= '1';
  const transport = await openBleTransport(bleOptions(identity, device));
  const directory = mkdtempSync(join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), 'partyline-'));
  const server = new AirServer(air);
  await server.listen(join(directory, 'air.sock'));
  return {
    transport,
    label: 'virtual',
    air: server.path,
    words: `simulated, every ${airInterval} ms${airLoss > 0 ? `, ${airLoss} % lost` : ''}`,
    note: undefined,
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
  return openAdapter(identity, named ? Number(named[1]) : undefined, config.radio !== 'auto');
};
