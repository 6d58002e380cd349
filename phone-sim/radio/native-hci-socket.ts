import { createRequire } from 'node:module';

export interface HciSocketDevice {
  readonly devId: number | null;
  readonly devUp: boolean | null;
  readonly idVendor: number | null;
  readonly idProduct: number | null;
  readonly busNumber: number | null;
  readonly deviceAddress: number | null;
}

/** The class of `@abandonware/bluetooth-hci-socket`, as far as noble and bleno use it. */
export interface HciSocket {
  getDeviceList(): HciSocketDevice[];
  bindRaw(deviceId?: number): number;
  bindUser(deviceId?: number): number;
  bindControl(): number;
  start(): void;
  stop(): void;
  isDevUp(): boolean;
  setFilter(filter: Buffer): void;
  write(packet: Buffer): void;
  cleanup(): void;
  on(event: 'data', listener: (packet: Buffer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export const hciSocketModule = '@abandonware/bluetooth-hci-socket';

/** Loads a module by the way it was loaded before anything stood in for it. */
type Load = (request: string) => unknown;

const require = createRequire(import.meta.url);
let load: Load = (request) => require(request);

/** Tells how the real module is to be loaded once `require` of it leads elsewhere. */
export function loadNativeWith(original: Load): void {
  load = original;
}

/** A socket of the native module. Throws what that throws: not installed, not compiled, no Bluetooth in the kernel. */
export function openNativeSocket(): HciSocket {
  const Native = load(hciSocketModule) as new () => HciSocket;
  return new Native();
}
