import { BleReassembler, fragment, valueSize } from '../../../../protocol/framing/ble.ts';
import { gatt } from '../../../../protocol/gatt.ts';
import { limits } from '../../../../protocol/limits.ts';
import type { LinkHandlers, OpenLink, PageLink } from './link.ts';

/** Smallest ATT MTU there is (Core specification, Vol 3 Part F 3.2.8), until the hub has told the one in force. */
const LEAST_MTU = 23;
/** GATT operations that may wait; more mean that the radio does not carry what is said. */
const MOST_WAITING = 128;

/** Asks the person to choose the hub. Must be called from a click. @throws what the browser says, such as NotFoundError for no choice. */
export const chooseHub = (bluetooth: Bluetooth): Promise<BluetoothDevice> =>
  bluetooth.requestDevice({ filters: [{ services: [gatt.service] }] });

/**
 * One life of a GATT connection. A browser takes one GATT operation at a time, so all of them go through one queue; frames wait
 * there in the order in which they were sent.
 */
class BluetoothLink implements PageLink {
  readonly #device: BluetoothDevice;
  readonly #handlers: LinkHandlers;
  readonly #incoming = new BleReassembler(limits.frameToPhone);
  readonly #heard: BluetoothRemoteGATTCharacteristic[] = [];
  #service: BluetoothRemoteGATTService | undefined;
  #control: BluetoothRemoteGATTCharacteristic | undefined;
  #player: BluetoothRemoteGATTCharacteristic | undefined;
  #slot: number | undefined;
  #valueSize = valueSize(LEAST_MTU);
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #over = false;

  constructor(device: BluetoothDevice, handlers: LinkHandlers) {
    this.#device = device;
    this.#handlers = handlers;
    device.addEventListener('gattserverdisconnected', this.#onGone);
    this.#do(() => this.#connect());
  }

  send(frame: Uint8Array): void {
    this.#do(async () => {
      for (const value of fragment(frame, this.#valueSize)) {
        const bytes = new Uint8Array(value);
        if (this.#player) await this.#player.writeValueWithoutResponse(bytes);
        else await this.#control?.writeValueWithResponse(bytes);
      }
    });
  }

  tune(attMtu: number, slot: number | undefined): void {
    this.#do(async () => {
      this.#valueSize = valueSize(attMtu);
      if (slot === undefined || slot === this.#slot) return;
      this.#slot = slot;
      this.#player = await this.#listen(gatt.player(slot));
    });
  }

  close(): void {
    // What was said last, a goodbye perhaps, still goes out.
    const ended = (): void => this.#end(undefined);
    this.#do(() => Promise.resolve()).then(ended, ended);
  }

  async #connect(): Promise<void> {
    const server = this.#device.gatt;
    if (!server) throw new Error('this device has no GATT server');
    await server.connect();
    this.#service = await server.getPrimaryService(gatt.service);
    this.#control = await this.#listen(gatt.control);
    if (!this.#over) this.#handlers.up();
  }

  async #listen(uuid: string): Promise<BluetoothRemoteGATTCharacteristic> {
    if (!this.#service) throw new Error('not connected');
    const characteristic = await this.#service.getCharacteristic(uuid);
    characteristic.addEventListener('characteristicvaluechanged', this.#onValue);
    this.#heard.push(characteristic);
    await characteristic.startNotifications();
    return characteristic;
  }

  #do(operation: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    const run = this.#queue.then(async () => {
      this.#waiting -= 1;
      if (!this.#over) await operation();
    });
    this.#queue = run.catch((error: unknown) => this.#end(String(error)));
    if (this.#waiting > MOST_WAITING) this.#end('too much waits to be sent');
    return run;
  }

  readonly #onGone = (): void => this.#end('disconnected');

  readonly #onValue = (event: Event): void => {
    const { value } = event.target as BluetoothRemoteGATTCharacteristic;
    if (!value || this.#over) return;
    try {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      const frame = this.#incoming.push(bytes);
      if (frame) this.#handlers.frame(frame);
    } catch (error) {
      this.#end(String(error));
    }
  };

  /** @param cause undefined if this side wanted it. */
  #end(cause: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#device.removeEventListener('gattserverdisconnected', this.#onGone);
    for (const characteristic of this.#heard)
      characteristic.removeEventListener('characteristicvaluechanged', this.#onValue);
    this.#device.gatt?.disconnect();
    if (cause !== undefined) this.#handlers.down(cause);
  }
}

/** Links to a hub that was chosen before. */
export const bluetoothOpener =
  (device: BluetoothDevice): OpenLink =>
  (handlers) =>
    new BluetoothLink(device, handlers);
