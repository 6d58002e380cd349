import { BleReassembler, fragment, valueSize } from '../protocol/framing/ble.ts';
import { gatt } from '../protocol/gatt.ts';
import { limits } from '../protocol/limits.ts';
import { type BleRadio, nobleUuid } from './ble-radio.ts';
import {
  MAX_WAITING_FRAMES,
  type OpenPhoneLink,
  type PhoneLink,
  type PhoneLinkEvents,
} from './phone-link.ts';
import type { Noble, Peripheral } from './radio/noble-instance.ts';

/** ATT MTU before any exchange (Core specification, Vol 3 Part G 5.2.1). */
const DEFAULT_MTU = 23;
/** Writes that may wait in noble for buffers of the controller, and how long to wait when there are as many. */
const BUSY_WRITES = 4;
const BUSY_MS = 4;
/** What a link that is closed may still take to bring its last frames out. */
const GOODBYE_MS = 1_000;

type Characteristic = import('@abandonware/noble').Characteristic;

/** noble's queue towards the controller, which it bounds nowhere. */
interface NobleInside {
  readonly _bindings: { readonly _hci: { readonly _aclQueue: readonly unknown[] } };
}

type Job = () => Promise<void>;

class BlePhoneLink implements PhoneLink {
  readonly #radio: BleRadio;
  readonly #events: PhoneLinkEvents;
  readonly #reassembler = new BleReassembler(limits.frameToPhone);
  readonly #characteristics = new Map<string, Characteristic>();
  /** One GATT operation at a time, in order. */
  readonly #jobs: Job[] = [];
  #isWorking = false;
  #noble: Noble | undefined;
  #hub: Peripheral | undefined;
  #mtu = DEFAULT_MTU;
  /** Where this phone plays, once the hub has named a slot. */
  #player: Characteristic | undefined;
  #over = false;
  #isUp = false;
  #release: (() => void) | undefined;
  #lost: () => void = () => undefined;
  readonly #disconnected = new Promise<void>((resolve) => {
    this.#lost = resolve;
  });

  constructor(radio: BleRadio, events: PhoneLinkEvents) {
    this.#radio = radio;
    this.#events = events;
    this.#enqueue(() => this.#open());
  }

  async #open(): Promise<void> {
    this.#release = await this.#radio.take();
    if (this.#over) return this.#release();
    this.#noble = (await this.#radio.on()).noble;
    const hub = await this.#radio.hub();
    if (this.#over) return;
    hub.once('disconnect', () => {
      this.#lost();
      this.#end('the Bluetooth link was lost');
    });
    await hub.connectAsync();
    this.#hub = hub;
    if (this.#over) {
      hub.disconnect();
      return;
    }
    const { characteristics } = await hub.discoverSomeServicesAndCharacteristicsAsync(
      [nobleUuid(gatt.service)],
      [],
    );
    for (const one of characteristics) this.#characteristics.set(one.uuid, one);
    this.#mtu = hub.mtu ?? DEFAULT_MTU;
    await this.#subscribe(this.#named(gatt.control));
    if (this.#over) return;
    this.#isUp = true;
    this.#events.up();
  }

  #named(uuid: string): Characteristic {
    const found = this.#characteristics.get(nobleUuid(uuid));
    if (!found) throw new Error(`the hub has no characteristic ${uuid}`);
    return found;
  }

  async #subscribe(characteristic: Characteristic): Promise<void> {
    characteristic.on('data', (value: Buffer) => this.#value(value));
    await characteristic.subscribeAsync();
  }

  #value(value: Buffer): void {
    if (this.#over) return;
    try {
      const frame = this.#reassembler.push(value);
      if (frame) this.#events.frame(frame);
    } catch (error) {
      this.#fail(error);
    }
  }

  send(frame: Uint8Array): void {
    if (this.#jobs.length >= MAX_WAITING_FRAMES) {
      // Not from inside a call: the session is in the midst of its effects.
      queueMicrotask(() => this.#fail(new Error('the radio does not keep up')));
      return;
    }
    this.#enqueue(async () => {
      const player = this.#player;
      for (const value of fragment(frame, valueSize(this.#mtu))) {
        const bytes = Buffer.from(value);
        if (!player) await this.#named(gatt.control).writeAsync(bytes, false);
        else {
          await this.#room();
          if (!this.#over) await player.writeAsync(bytes, true);
        }
      }
    });
  }

  /** Writes without response are taken by noble at once and for ever: waits while the controller is behind. */
  async #room(): Promise<void> {
    const inside = this.#noble as unknown as NobleInside | undefined;
    const isBusy = (): boolean => (inside?._bindings._hci._aclQueue.length ?? 0) >= BUSY_WRITES;
    while (!this.#over && isBusy()) await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
  }

  tune(_attMtu: number, slot: number | undefined): void {
    if (!slot) return;
    this.#enqueue(async () => {
      const player = this.#named(gatt.player(slot));
      await this.#subscribe(player);
      this.#player = player;
    });
  }

  #enqueue(job: Job): void {
    if (this.#over) return;
    this.#jobs.push(job);
    if (this.#isWorking) return;
    this.#isWorking = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    try {
      for (let job = this.#jobs.shift(); job && !this.#over; job = this.#jobs.shift()) await job();
    } catch (error) {
      this.#radio.lookAgain();
      this.#fail(error);
    }
    this.#isWorking = false;
  }

  #fail(error: unknown): void {
    this.#hub?.disconnect();
    this.#end(error instanceof Error ? error.message : String(error));
  }

  #end(cause: string): void {
    if (this.#over) return;
    this.#finish();
    this.#release?.();
    this.#events.down(cause);
  }

  #finish(): void {
    this.#over = true;
    this.#jobs.length = 0;
    for (const one of this.#characteristics.values()) one.removeAllListeners('data');
  }

  async close(): Promise<void> {
    if (this.#over) return;
    if (!this.#isUp) return this.cut();
    await Promise.race([
      this.#flushed(),
      this.#disconnected,
      new Promise((resolve) => setTimeout(resolve, GOODBYE_MS)),
    ]);
    if (this.#over) return;
    this.#finish();
    await this.#radio.off();
    this.#release?.();
  }

  /** Resolves when the hub has everything: it answers a read only after the writes before it. */
  #flushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#enqueue(async () => {
        await this.#named(gatt.info).readAsync();
        resolve();
      });
    });
  }

  cut(): void {
    if (this.#over) return;
    this.#finish();
    const release = this.#release;
    void this.#radio.cut().then(() => release?.());
  }
}

/** A phone on Bluetooth: a real noble finds the hub by its service, and plays on the characteristic of its slot (rule 11). */
export const overBle =
  (radio: BleRadio): OpenPhoneLink =>
  (events) =>
    new BlePhoneLink(radio, events);
