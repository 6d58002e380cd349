import { fragment, valueSize } from '../../../protocol/framing/ble.ts';
import type { Clock } from './clock.ts';

/** ATT transaction timeout, Core specification 5.4, Vol 3 Part F section 3.3.3. */
const TRANSACTION_MS = 30_000;
/** How long a phone that was given a slot has to listen to it before the hub goes on over Control. */
const PATIENCE_MS = 250;

export interface OutboxOptions {
  readonly clock: Clock;
  readonly mtu: () => number;
  /** Packets of this link that are under way, and how many may be. */
  readonly pending: () => number;
  readonly share: () => number;
  /** Whether the phone listens to Control and to its player characteristic. */
  readonly listening: () => { readonly control: boolean; readonly player: boolean };
  readonly notify: (value: Uint8Array) => void;
  readonly indicate: (value: Uint8Array) => void;
  readonly timedOut: () => void;
  readonly writable: () => void;
  readonly idle: () => void;
}

type Way = 'indication' | 'notification';
interface Sending {
  readonly way: Way;
  readonly values: Uint8Array[];
}

/**
 * What one link still has to send. Frames go out whole and in order: by indication over Control, one at a time and
 * confirmed, until the phone listens to its player characteristic, and from then on there as notifications (rule 7.4).
 * Takes no more than the radio can carry soon, so that what is sent is new.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #frames: Uint8Array[] = [];
  #sending: Sending | undefined;
  #confirming = false;
  #stopTimer: () => void = () => {};
  /** Frames that still go out over Control before the phone is waited for; undefined while it is not. */
  #beforePlay: number | undefined;
  #stopPatience: () => void = () => {};
  #pumping = false;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get idle(): boolean {
    return this.#frames.length === 0 && !this.#sending && !this.#confirming;
  }

  get #way(): Way | undefined {
    const { control, player } = this.#options.listening();
    if (player) return 'notification';
    return control ? 'indication' : undefined;
  }

  /**
   * The phone is being given a slot by the frame that is taken next. What follows waits until it listens there, for a short time: over
   * Control each value would cost a round trip, and the first notification would have to wait for the last confirmation.
   */
  expectPlay(): void {
    this.#beforePlay = 1;
    this.#stopPatience();
    this.#stopPatience = this.#options.clock.setTimer(PATIENCE_MS, () => {
      this.#beforePlay = undefined;
      this.pump();
    });
  }

  /** @returns false, having taken nothing, when there is no credit, or the phone listens to nothing yet. */
  take(frame: Uint8Array): boolean {
    if (this.#closed || !this.#hasCredit()) return false;
    if (this.#beforePlay) this.#beforePlay -= 1;
    this.#frames.push(frame);
    this.pump();
    return true;
  }

  /** Takes a last word whatever waits, if the phone listens at all. */
  takeLast(frame: Uint8Array): void {
    if (this.#closed || this.#way === undefined) return;
    this.#frames.push(frame);
    this.pump();
  }

  #hasCredit(): boolean {
    // Only what goes out now is taken: a state that waited for the confirmation of the frame before it would be an old one.
    const way = this.#way;
    if (way === undefined || this.#confirming || this.#sending || this.#frames.length > 0) return false;
    if (way === 'indication' && this.#beforePlay === 0) return false;
    return this.#options.pending() < this.#options.share();
  }

  /** To be called when packets went out, the MTU or a subscription changed. */
  pump(): void {
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    while (this.#step());
    this.#pumping = false;
    if (this.#hasCredit()) this.#options.writable();
    if (this.idle) this.#options.idle();
  }

  #step(): boolean {
    const { mtu, notify, indicate, pending, share } = this.#options;
    if (!this.#sending) {
      const way = this.#way;
      const frame = way === undefined ? undefined : this.#frames.shift();
      if (way === undefined || frame === undefined) return false;
      this.#sending = { way, values: fragment(frame, valueSize(mtu())) };
    }
    const { way, values } = this.#sending;
    if (this.#confirming || pending() >= share()) return false;
    const value = values.shift();
    if (values.length === 0) this.#sending = undefined;
    if (value === undefined) return true;
    if (way === 'notification') notify(value);
    else {
      this.#confirming = true;
      this.#stopTimer = this.#options.clock.setTimer(TRANSACTION_MS, this.#options.timedOut);
      indicate(value);
    }
    return true;
  }

  /** The phone has the last indication. @returns false if there was none. */
  confirmed(): boolean {
    if (!this.#confirming) return false;
    this.#confirming = false;
    this.#stopTimer();
    this.pump();
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#frames.length = 0;
    this.#sending = undefined;
    this.#stopTimer();
    this.#stopPatience();
  }
}
