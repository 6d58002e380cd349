import type { BlenoGap, BlenoHci } from './bleno-types.ts';

/** `on` phones find the hub; `full` no room for one more; `off` no adapter; `refused` the controller said no. */
export type Advertising = 'on' | 'off' | 'full' | `refused: ${string}`;

export interface AdvertiserOptions {
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

  constructor(options: AdvertiserOptions) {
    this.#options = options;
    options.hci.on('leAdvertiseEnableSet', (status: number) => this.#answered(status));
  }

  get state(): Advertising {
    return this.#state;
  }

  /** A phone connected, or was about to and failed: the controller does not advertise any more. */
  connected(): void {
    this.#wanted = false;
    this.update();
  }

  /** To be called when a link or slot came or went: asks for what should be. A refusal is tried again here. */
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
    if (this.#wanted) this.#ask(false);
    this.#stopped = true;
    this.#become('off');
  }

  #ask(on: boolean): void {
    const { gap, advertisement, scanResponse } = this.#options;
    this.#wanted = on;
    this.#asked.push(on);
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
