import { BleReassembler, fragment, valueSize } from '../protocol/framing/ble.ts';
import { gatt } from '../protocol/gatt.ts';
import { limits } from '../protocol/limits.ts';
import type { BleRadio } from './ble-radio.ts';
import { GattClient } from './gatt-client.ts';
import {
  MAX_WAITING_FRAMES,
  type OpenPhoneLink,
  type PhoneLink,
  type PhoneLinkEvents,
} from './phone-link.ts';
import type { Peripheral } from './radio/noble-instance.ts';

/** ATT MTU before any exchange (Core specification, Vol 3 Part G 5.2.1). */
const DEFAULT_MTU = 23;
/** How long to wait when the controller is behind. */
const BUSY_MS = 4;
/** What a link that is closed may still take to bring its last frames out. */
const GOODBYE_MS = 1_000;

type Job = () => Promise<void>;

class BlePhoneLink implements PhoneLink {
  readonly #radio: BleRadio;
  readonly #events: PhoneLinkEvents;
  readonly #reassembler = new BleReassembler(limits.frameToPhone);
  /** One GATT operation at a time, in order. */
  readonly #jobs: Job[] = [];
  #isWorking = false;
  #client: GattClient | undefined;
  #hub: Peripheral | undefined;
  #mtu = DEFAULT_MTU;
  /** Where this phone plays, once the hub has named a slot. */
  #player: string | undefined;
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
    const { noble } = await this.#radio.on();
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
    const client = new GattClient(noble, hub, this.#radio.tables);
    this.#client = client;
    await client.open((value) => this.#value(value));
    await client.subscribe(gatt.control, 'indicate');
    this.#mtu = hub.mtu ?? DEFAULT_MTU;
    if (this.#over) return;
    this.#isUp = true;
    this.#events.up();
  }

  get #gatt(): GattClient {
    if (!this.#client) throw new Error('the Bluetooth link is not up');
    return this.#client;
  }

  #value(value: Buffer): void {
    if (this.#over) return;
    try {
      const frame = this.#reassembler.push(value);
      if (!frame) return;
      this.#client?.proven();
      this.#events.frame(frame);
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
        if (!player) await this.#gatt.write(gatt.control, bytes);
        else {
          await this.#room();
          if (!this.#over) await this.#gatt.command(player, bytes);
        }
      }
    });
  }

  /** Writes without response are taken by noble at once and for ever: waits while the controller is behind. */
  async #room(): Promise<void> {
    while (!this.#over && this.#gatt.isBusy) await this.#after(BUSY_MS);
  }

  #after(ms: number): Promise<void> {
    return new Promise((resolve) => this.#radio.clock.setTimer(ms, resolve));
  }

  tune(_attMtu: number, slot: number | undefined): void {
    if (!slot) return;
    this.#enqueue(async () => {
      const player = gatt.player(slot);
      await this.#gatt.subscribe(player, 'notify');
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
    this.#client?.close();
  }

  async close(): Promise<void> {
    if (this.#over) return;
    if (!this.#isUp) return this.cut();
    await Promise.race([this.#flushed(), this.#disconnected, this.#after(GOODBYE_MS)]);
    if (this.#over) return;
    this.#finish();
    await this.#radio.off();
    this.#release?.();
  }

  /** Resolves when the hub has everything: it answers a read only after the writes before it. */
  #flushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#enqueue(async () => {
        await this.#gatt.read(gatt.info);
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
