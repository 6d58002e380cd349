import { filter, firstValueFrom, Subject } from 'rxjs';
import type { Air } from '../../../../phone-sim/radio/air.ts';
import type { Controller } from '../../../../phone-sim/radio/controller.ts';
import type { ControllerOptions } from '../../../../phone-sim/radio/controller-state.ts';
import {
  createNobleCentral,
  type NobleCentral,
  type Peripheral,
} from '../../../../phone-sim/radio/noble-instance.ts';
import { inProcess } from '../../../../phone-sim/radio/transport.ts';
import { BleReassembler, fragment, valueSize } from '../../../../protocol/framing/ble.ts';
import { gatt } from '../../../../protocol/gatt.ts';
import { limits } from '../../../../protocol/limits.ts';

type Characteristic = import('@abandonware/noble').Characteristic;

const flat = (uuid: string): string => uuid.replaceAll('-', '');

/** A real noble that has found the hub, connected, and listens to Control. */
export class NoblePhone {
  readonly frames: Uint8Array[] = [];
  /** Told of each frame of the hub as it comes. */
  heard: (frame: Uint8Array) => void = () => {};
  readonly #arrived = new Subject<void>();
  readonly central: NobleCentral;
  readonly peripheral: Peripheral;
  readonly #characteristics: ReadonlyMap<string, Characteristic>;
  readonly #reassembler = new BleReassembler(limits.frameToPhone);
  readonly disconnected: Promise<void>;

  private constructor(central: NobleCentral, peripheral: Peripheral, characteristics: Characteristic[]) {
    this.central = central;
    this.peripheral = peripheral;
    this.#characteristics = new Map(characteristics.map((c) => [c.uuid, c]));
    this.disconnected = new Promise((resolve) => peripheral.once('disconnect', () => resolve()));
  }

  static async connect(
    air: Air,
    options: ControllerOptions = {},
    attached?: (controller: Controller) => void,
  ): Promise<NoblePhone> {
    const central = await createNobleCentral(inProcess(air, options, attached));
    const found = new Promise<Peripheral>((resolve) => central.noble.once('discover', resolve));
    await central.noble.startScanningAsync([flat(gatt.service)], false);
    const peripheral = await found;
    await central.noble.stopScanningAsync();
    await peripheral.connectAsync();
    const { characteristics } = await peripheral.discoverSomeServicesAndCharacteristicsAsync(
      [flat(gatt.service)],
      [],
    );
    const phone = new NoblePhone(central, peripheral, characteristics);
    await phone.listen(gatt.control);
    return phone;
  }

  characteristic(uuid: string): Characteristic {
    const found = this.#characteristics.get(flat(uuid));
    if (!found) throw new Error(`no characteristic ${uuid}`);
    return found;
  }

  async listen(uuid: string): Promise<void> {
    const characteristic = this.characteristic(uuid);
    characteristic.on('data', (value: Buffer) => {
      const frame = this.#reassembler.push(value);
      if (!frame) return;
      this.frames.push(frame);
      this.heard(frame);
      this.#arrived.next();
    });
    await characteristic.subscribeAsync();
  }

  async send(uuid: string, frame: Uint8Array, withoutResponse = false): Promise<void> {
    for (const value of fragment(frame, valueSize(this.peripheral.mtu ?? 23)))
      await this.characteristic(uuid).writeAsync(Buffer.from(value), withoutResponse);
  }

  /** Resolves once that many frames of the hub have come. */
  async has(count: number): Promise<void> {
    if (this.frames.length >= count) return;
    await firstValueFrom(this.#arrived.pipe(filter(() => this.frames.length >= count)));
  }

  async leave(): Promise<void> {
    await this.peripheral.disconnectAsync();
    this.central.close();
  }
}
