import { createRequire } from 'node:module';

/**
 * What the kernel's Bluetooth management interface says of an adapter (BlueZ doc/mgmt-api.txt, "Read Controller Information").
 * Reading needs no rights and disturbs nobody.
 */
export interface ManagedAdapter {
  readonly index: number;
  readonly address: string;
  readonly powered: boolean;
  readonly lowEnergy: boolean;
}

interface ControlSocket {
  bindControl(): number;
  start(): void;
  stop(): void;
  write(packet: Buffer): void;
  on(event: 'data', listener: (packet: Buffer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

const READ_INDEX_LIST = 0x0003;
const READ_INFO = 0x0004;
const COMMAND_COMPLETE = 0x0001;
const COMMAND_STATUS = 0x0002;
const NO_INDEX = 0xffff;
const HEADER_BYTES = 6;
const POWERED = 1 << 0;
const LOW_ENERGY = 1 << 9;

/** The kernel answers at once; past this it never will. */
const ANSWER_MS = 2000;

const command = (code: number, index: number): Buffer => {
  const packet = Buffer.alloc(HEADER_BYTES);
  packet.writeUInt16LE(code, 0);
  packet.writeUInt16LE(index, 2);
  return packet;
};

/** Sends one command; resolves to the parameters of its answer, or `null` if the kernel refuses it or says nothing. */
function ask(socket: ControlSocket, code: number, index: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_MS);
    socket.on('data', (packet) => {
      const event = packet.readUInt16LE(0);
      if (event !== COMMAND_COMPLETE && event !== COMMAND_STATUS) return;
      if (packet.readUInt16LE(2) !== index || packet.readUInt16LE(HEADER_BYTES) !== code) return;
      clearTimeout(timer);
      const succeeded = event === COMMAND_COMPLETE && packet.readUInt8(HEADER_BYTES + 2) === 0;
      resolve(succeeded ? packet.subarray(HEADER_BYTES + 3) : null);
    });
    socket.write(command(code, index));
  });
}

const inWords = (address: Buffer): string =>
  [...address]
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(':');

/**
 * Adapters that the kernel manages. Not among them: one that a program has taken in user channel mode, and one that did
 * not answer when the kernel set it up.
 * @throws whatever the native module throws when it is not there, or the kernel when it has no Bluetooth (`code`).
 */
export async function managedAdapters(): Promise<ManagedAdapter[]> {
  const require = createRequire(import.meta.url);
  const HciSocket = require('@abandonware/bluetooth-hci-socket') as new () => ControlSocket;
  const socket = new HciSocket();
  socket.on('error', () => undefined);
  socket.bindControl();
  socket.start();
  try {
    const list = await ask(socket, READ_INDEX_LIST, NO_INDEX);
    const found: ManagedAdapter[] = [];
    for (let at = 2; list !== null && at + 2 <= list.length; at += 2) {
      const index = list.readUInt16LE(at);
      const info = await ask(socket, READ_INFO, index);
      // Address 6 bytes, version 1, manufacturer 2, supported settings 4, current settings 4.
      if (info === null || info.length < 17) continue;
      found.push({
        index,
        address: inWords(info.subarray(0, 6)),
        lowEnergy: (info.readUInt32LE(9) & LOW_ENERGY) !== 0,
        powered: (info.readUInt32LE(13) & POWERED) !== 0,
      });
    }
    return found;
  } finally {
    socket.stop();
  }
}
