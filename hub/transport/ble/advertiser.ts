import type { BlenoGap, BlenoHci } from './bleno-types.ts';
import type { Clock } from './clock.ts';
import { NO_ANSWER } from './hci-status.ts';

/** `on` phones find the hub; `full` no room for one more; `off` no adapter; `refused` the controller said no. */
export type Advertising = 'on' | 'off' | 'full' | `refused: ${string}`;

/**
 * Time from one advertisement to the next, in units of 0.625 ms, and how long the hub is quick after somebody came or went. 20 ms for the
 * first 30 s, then 152.5 ms: what Apple asks of accessories (Accessory Design Guidelines, "Advertising Interval"), and what phones scan for.
 */
const pace = { quick: 0x20, calm: 0xf4, quickForMs: 30_000 } as const;

export interface AdvertiserOptions {
  readonly clock: Clock;
  readonly hci: BlenoHci;
  readonly gap: BlenoGap;
  readonly advertisement: Buffer;
  readonly scanResponse: Buffer;
  /** Whether one more phone could be taken. */
  readonly room: () => boolean;
  /** HCI status in words. */
  readonly words: (status: number) => string;
  readonly changed: (state: Advertising) => void;
}

/** LE Set Advertising Parameters (section 7.8.5): connectable, from the public address, on all three channels, for everybody. */
const parametersCommand = (interval: number): Buffer => {
  const command = Buffer.alloc(19);
  command.set([0x01, 0x06, 0x20, 15]);
  command.writeUInt16LE(interval, 4);
  command.writeUInt16LE(interval, 6);
  command[17] = 0x07;
  return command;
};

/**
 * Keeps advertising up while there is room. A connection ends advertising by itself (Core specification 5.4, Vol 4 Part E
 * section 7.8.9), so it is asked for again after each; a controller may refuse, most do when they hold all links they can.
 */
export class Advertiser {
  readonly #options: AdvertiserOptions;
  /** What was asked for and is not answered yet, oldest first. */
  readonly #asked: boolean[] = [];
  #state: Advertising = 'off';
  /** What the controller does once all that was asked for is done. */
  #wanted = false;
  #dataSet = false;
  #stopped = false;
  #interval: number = pace.quick;
  /** What the controller was told. */
  #intervalSet: number | undefined;
  /** Status of the last answer. */
  #refusal = 0;
  #stopTimer: () => void = () => {};

  constructor(options: AdvertiserOptions) {
    this.#options = options;
    options.hci.on('leAdvertiseEnableSet', (status: number) => this.#answered(status));
    this.#hurry();
  }

  get state(): Advertising {
    return this.#state;
  }

  /** The controller does not advertise as long as it holds the links it has; a command that was only lost does not count. */
  get isFull(): boolean {
    return this.#state.startsWith('refused') && this.#refusal !== NO_ANSWER;
  }

  /** A phone connected, or was about to and failed: the controller does not advertise any more. */
  connected(): void {
    this.#wanted = false;
    this.#hurry();
    this.update();
  }

  /** A link ended: its phone may be on its way back. */
  left(): void {
    this.#hurry();
    this.update();
  }

  /** A phone can connect only upon an advertisement, and several come one by one: each waits for one of its own. */
  #hurry(): void {
    if (this.#stopped) return;
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.setTimer(pace.quickForMs, () => this.#every(pace.calm));
    this.#every(pace.quick);
  }

  #every(interval: number): void {
    if (interval === this.#interval) return;
    this.#interval = interval;
    if (!this.#wanted) return;
    // The parameters cannot be changed while it advertises.
    this.#ask(false);
    this.#ask(true);
  }

  /** To be called when a slot was taken or the controller may have changed its mind: asks for what should be. A refusal is tried again here. */
  update(): void {
    if (this.#stopped) return;
    const { room } = this.#options;
    if (room()) {
      if (!this.#wanted) this.#ask(true);
    } else {
      if (this.#wanted) this.#ask(false);
      this.#become('full');
    }
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopTimer();
    if (this.#wanted) this.#ask(false);
    this.#stopped = true;
    this.#become('off');
  }

  #ask(on: boolean): void {
    const { hci, gap, advertisement, scanResponse } = this.#options;
    this.#wanted = on;
    this.#asked.push(on);
    if (on && this.#intervalSet !== this.#interval) {
      this.#intervalSet = this.#interval;
      hci._socket.write(parametersCommand(this.#interval));
    }
    if (!on) gap.stopAdvertising();
    else if (this.#dataSet) gap.restartAdvertising();
    else {
      this.#dataSet = true;
      gap.startAdvertisingWithEIRData(advertisement, scanResponse);
    }
  }

  #answered(status: number): void {
    const on = this.#asked.shift();
    if (on === undefined || this.#stopped || this.#asked.length > 0) return;
    this.#refusal = status;
    if (status !== 0 && on) {
      this.#wanted = false;
      this.#become(`refused: ${this.#options.words(status)}`);
    } else if (on && this.#wanted) this.#become('on');
  }

  #become(state: Advertising): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.changed(state);
  }
}
