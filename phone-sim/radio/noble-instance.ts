import { createRequire } from 'node:module';
import { openClosable } from '../../hub/transport/ble/hci-descriptor.ts';
import { installVirtualHci } from './install.ts';
import type { Noble, NobleBindingsClass, NobleClass, NobleHci } from './noble-types.ts';
import type { ControllerSource } from './transport.ts';

export type { Noble, Peripheral } from './noble-types.ts';

const signalingCid = 0x0005;
const parameterUpdateRequest = 0x12;
const parameterUpdateResponse = 0x13;

/** A noble of its own on a controller of its own: one simulated phone. */
export interface NobleCentral {
  readonly noble: Noble;
  readonly deviceId: number;
  /** Settles when the controller is lost, with the reason, or null after `close`. */
  readonly closed: Promise<Error | null>;
  /** Disconnects what is connected, waits until that is done, then lets go of the controller. Again is harmless. */
  close(): Promise<void>;
  /** Lets go of the controller at once, without a goodbye on any link. */
  unplug(): void;
}

/**
 * Makes a separate, unmodified noble on the controller that `radio` opens, or on the adapter with that number, and brings
 * it up in the way of a user channel (the stack owns the controller). Resolves once noble says poweredOn.
 * @throws Error when the radio cannot be opened or goes away before that
 */
export async function createNobleCentral(radio: ControllerSource | number): Promise<NobleCentral> {
  const devices = installVirtualHci();
  const deviceId = typeof radio === 'number' ? radio : devices.addNext(radio);
  const forget = (): void => {
    if (typeof radio !== 'number') devices.remove(deviceId);
  };
  try {
    const central = start(deviceId, forget);
    await central.ready;
    return central;
  } catch (error) {
    forget();
    throw error;
  }
}

function start(deviceId: number, forget: () => void): NobleCentral & { ready: Promise<void> } {
  const require = createRequire(import.meta.url);
  const NobleConstructor = require('@abandonware/noble/lib/noble') as NobleClass;
  const Bindings = require('@abandonware/noble/lib/hci-socket/bindings') as NobleBindingsClass;
  const bindings = new Bindings({ deviceId });
  const hci = bindings._hci;
  hci._userChannel = true;
  const noble = new NobleConstructor(bindings);

  let settleClosed: (reason: Error | null) => void = () => {};
  const closed = new Promise<Error | null>((resolve) => {
    settleClosed = resolve;
  });
  let closeDescriptor = (): void => {};
  const letGo = (): void => {
    hci._socket.stop();
    closeDescriptor();
    closeDescriptor = () => {};
    forget();
  };
  const ready = new Promise<void>((resolve, reject) => {
    hci._socket.on('error', (error) => {
      letGo();
      settleClosed(error);
      reject(error);
    });
    bindings.on('stateChange', (state: string) => {
      if (state === 'poweredOn') resolve();
      else if (state === 'unsupported' || state === 'unauthorized')
        reject(new Error(`the radio is ${state}`));
    });
  });
  // In a user channel noble never asks for the LE buffers, and without them it never sends ACL data.
  hci.once('readLocalVersion', () => hci.readLeBufferSize());
  guardDeadHandles(hci);
  answerParameterRequests(hci);
  // Else an adapter of the machine would stay with this process, and even with the link that it was about to make.
  closeDescriptor = openClosable(() => startQuietly(noble)).close;
  const unplug = (): void => {
    letGo();
    settleClosed(null);
  };
  return {
    noble,
    deviceId,
    closed,
    ready,
    close: async () => {
      await Promise.race([disconnectAll(hci), closed]);
      unplug();
    },
    unplug,
  };
}

/** Says goodbye on every link. The controller answers for each within its supervision timeout at the latest. */
async function disconnectAll(hci: NobleHci): Promise<void> {
  if (hci._aclConnections.size === 0) return;
  const done = new Promise<void>((resolve) => {
    hci.on('disconnComplete', () => {
      if (hci._aclConnections.size === 0) resolve();
    });
  });
  for (const handle of hci._aclConnections.keys()) hci.disconnect(handle);
  await done;
}

/** Starts the bindings without the exit and SIGINT listeners that each noble would leave on the process. */
function startQuietly(noble: Noble): void {
  const before = (['SIGINT', 'exit'] as const).map((event) => [event, process.rawListeners(event)] as const);
  void noble.state;
  for (const [event, known] of before) {
    for (const listener of process.rawListeners(event)) {
      if (!known.includes(listener)) process.removeListener(event, listener as () => void);
    }
  }
}

/**
 * noble fails with an unhandled rejection when a queued packet meets a link that has just gone. The packet is off its
 * queue by then, so going on with the next one is all it takes.
 */
function guardDeadHandles(hci: NobleHci): void {
  const flush = hci.flushAcl.bind(hci);
  hci.flushAcl = async () => {
    for (;;) {
      try {
        await flush();
        return;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
  };
}

/**
 * Agrees to a peripheral's connection parameter update (Vol 3 Part A section 4.20), as a phone does. noble does so by
 * itself only when HCI_CHANNEL_USER is set in the environment; else it takes the kernel to have answered.
 */
function answerParameterRequests(hci: NobleHci): void {
  hci.on('aclDataPkt', (handle: number, cid: number, data: Buffer) => {
    if (cid !== signalingCid || data[0] !== parameterUpdateRequest || data.length < 12) return;
    if (process.env.HCI_CHANNEL_USER || process.platform !== 'linux') return;
    const accepted = Buffer.from([parameterUpdateResponse, data[1] ?? 0, 2, 0, 0, 0]);
    void hci.writeAclDataPkt(handle, signalingCid, accepted);
    const [least, most] = [data.readUInt16LE(4) * 1.25, data.readUInt16LE(6) * 1.25];
    hci.connUpdateLe(handle, least, most, data.readUInt16LE(8), data.readUInt16LE(10) * 10);
  });
}
