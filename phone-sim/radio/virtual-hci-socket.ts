import { EventEmitter } from 'node:events';
import { type HciSocket, type HciSocketDevice, openNativeSocket } from './native-hci-socket.ts';
import type { HciTransport } from './transport.ts';
import { VirtualDevices } from './virtual-devices.ts';

/** The device numbers of this process that are virtual. */
export const virtualDevices = new VirtualDevices();

/**
 * Stands in for the class that `@abandonware/bluetooth-hci-socket` exports. Which radio it is shows only when it is
 * bound: a virtual controller when the device number is in the list, else the machine's own adapter through the native
 * module, with whatever error that module has.
 */
export class VirtualHciSocket extends EventEmitter<{ data: [Buffer]; error: [Error] }> implements HciSocket {
  readonly #devices: VirtualDevices;
  #transport: HciTransport | null = null;
  #native: HciSocket | null = null;
  #deviceId: number | null = null;
  #started = false;
  #early: Buffer[] = [];

  constructor(devices: VirtualDevices = virtualDevices) {
    super();
    this.#devices = devices;
  }

  getDeviceList(): HciSocketDevice[] {
    const virtual = this.#devices.ids().map((devId) => ({
      devId,
      devUp: true,
      idVendor: null,
      idProduct: null,
      busNumber: null,
      deviceAddress: null,
    }));
    try {
      return [...virtual, ...(this.#native ?? openNativeSocket()).getDeviceList()];
    } catch {
      return virtual; // no native module, or no Bluetooth in the kernel: that leaves the virtual ones
    }
  }

  bindRaw(deviceId?: number): number {
    return this.#bind(deviceId, (native) => native.bindRaw(deviceId));
  }

  bindUser(deviceId?: number): number {
    return this.#bind(deviceId, (native) => native.bindUser(deviceId));
  }

  /** bleno opens the kernel's control channel when it is loaded, to store bonds. Here it leads nowhere. */
  bindControl(): number {
    return 0;
  }

  #bind(wanted: number | undefined, bindNative: (native: HciSocket) => number): number {
    const deviceId = wanted ?? this.#devices.lowestFree();
    const source = deviceId === undefined ? undefined : this.#devices.get(deviceId);
    if (deviceId === undefined || !source) {
      const native = openNativeSocket();
      native.on('data', (packet) => this.emit('data', packet));
      native.on('error', (error) => this.#fail(error));
      const bound = bindNative(native);
      this.#native = native;
      return bound;
    }
    if (this.#devices.isBound(deviceId)) {
      throw Object.assign(new Error(`device ${deviceId} is in use by another host`), { code: 'EBUSY' });
    }
    this.#deviceId = deviceId;
    this.#devices.setBound(deviceId, true);
    try {
      this.#transport = source({
        packet: (packet) => this.#receive(packet),
        closed: (error) => this.#closed(error),
      });
    } catch (error) {
      this.#devices.setBound(deviceId, false);
      throw error;
    }
    return deviceId;
  }

  isDevUp(): boolean {
    return this.#native ? this.#native.isDevUp() : this.#transport !== null;
  }

  start(): void {
    this.#native?.start();
    this.#started = true;
    for (const packet of this.#early.splice(0)) this.emit('data', packet);
  }

  /** Lets go of the radio. A virtual controller vanishes, as an adapter does whose process closed its user channel. */
  stop(): void {
    this.#native?.stop();
    this.#started = false;
    this.#transport?.close();
  }

  /** A virtual controller has one host, which wants all it says: nothing to filter. */
  setFilter(filter: Buffer): void {
    this.#native?.setFilter(filter);
  }

  write(packet: Buffer): void {
    if (this.#native) this.#native.write(packet);
    else this.#transport?.send(packet);
  }

  cleanup(): void {
    this.#native?.cleanup();
  }

  #receive(packet: Buffer): void {
    if (this.#started) this.emit('data', packet);
    else if (this.#transport && this.#early.length < 64) this.#early.push(packet);
  }

  #closed(error: Error | null): void {
    this.#transport = null;
    if (this.#deviceId !== null) this.#devices.setBound(this.#deviceId, false);
    if (error) this.#fail(Object.assign(error, { code: 'ENETDOWN' }));
  }

  #fail(error: Error): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}
