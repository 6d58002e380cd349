import { gatt } from '../protocol/gatt.ts';
import { KnownTables } from './gatt-table.ts';
import { overUnixSocket } from './radio/air-client.ts';
import { type Clock, RealClock } from './radio/clock.ts';
import { createNobleCentral, type NobleCentral, type Peripheral } from './radio/noble-instance.ts';
import type { ControllerSource } from './radio/transport.ts';

/** noble's own spelling of a UUID. */
export const nobleUuid = (uuid: string): string => uuid.replaceAll('-', '');

const service = nobleUuid(gatt.service);
/** Company number of a thing that has none; the room's short id follows it in the advertisement. */
const NO_COMPANY = 0xffff;

const roomOf = (peripheral: Peripheral): string | undefined => {
  const data = peripheral.advertisement.manufacturerData;
  if (!data || data.length < 2 || data.readUInt16LE(0) !== NO_COMPANY) return undefined;
  return data.toString('utf8', 2);
};

/** Where a phone's controller comes from: a virtual air, in process or by its socket path, or an adapter by number (1 is hci1). */
export type RadioSource = ControllerSource | string | number;

/** The Bluetooth of one phone: a noble of its own on a controller of its own. A central has one link to a hub at most. */
export class BleRadio {
  /** What this phone remembers of hubs, also while its radio is off. */
  readonly tables = new KnownTables();
  readonly clock: Clock;
  readonly #source: RadioSource;
  readonly #room: string | undefined;
  #central: Promise<NobleCentral> | undefined;
  #hub: Promise<Peripheral> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param room short id of the room to look for; undefined takes the first hub that is heard. */
  constructor(source: RadioSource, room: string | undefined, clock: Clock = new RealClock()) {
    this.clock = clock;
    this.#source = source;
    this.#room = room;
  }

  /** Waits until no other link of this phone has the radio. @returns what to call to let go of it. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let release: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }

  /** Brings the controller up if it is not. @throws Error if there is none. */
  on(): Promise<NobleCentral> {
    if (!this.#central) {
      const starting = createNobleCentral(this.#controller());
      this.#central = starting;
      const forget = (): void => {
        if (this.#central === starting) this.#forget();
      };
      starting.then((central) => void central.closed.then(forget), forget);
    }
    return this.#central;
  }

  #controller(): ControllerSource | number {
    return typeof this.#source === 'string' ? overUnixSocket(this.#source) : this.#source;
  }

  #forget(): void {
    this.#central = undefined;
    this.#hub = undefined;
  }

  /** @returns the hub, looked for by its service and room; a hub that was found before is not looked for again. */
  hub(): Promise<Peripheral> {
    if (!this.#hub) {
      const finding = this.#find();
      this.#hub = finding;
      finding.catch(() => {
        if (this.#hub === finding) this.#hub = undefined;
      });
    }
    return this.#hub;
  }

  async #find(): Promise<Peripheral> {
    const { noble } = await this.on();
    const found = new Promise<Peripheral>((resolve) => {
      const look = (peripheral: Peripheral): void => {
        if (this.#room !== undefined && roomOf(peripheral) !== this.#room) return;
        noble.removeListener('discover', look);
        resolve(peripheral);
      };
      noble.on('discover', look);
    });
    await noble.startScanningAsync([service], false);
    const hub = await found;
    await noble.stopScanningAsync();
    return hub;
  }

  /** Forgets which peripheral the hub is: it may have come back under another address. */
  lookAgain(): void {
    this.#hub = undefined;
  }

  /** Pulls the plug: no goodbye to anybody. The radio comes up again by itself and looks for the hub, as a phone that wants to come back does. */
  async cut(): Promise<void> {
    const starting = this.#central;
    this.#forget();
    (await starting?.catch(() => undefined))?.unplug();
    this.hub().catch(() => undefined);
  }

  /** Ends the link in the proper way and lets go of the controller. */
  async off(): Promise<void> {
    const starting = this.#central;
    this.#forget();
    await (await starting?.catch(() => undefined))?.close();
  }
}
