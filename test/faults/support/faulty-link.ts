import { LinkCore } from '../../../hub/transport/link-core.ts';
import type { Link } from '../../../hub/transport/port.ts';
import type { LinkKind } from '../../../protocol/links.ts';

/** Bytes on their way to a phone at which credit ends. */
const HIGH_WATER = 4_096;

/** What one radio does to the frames on it, for all links of that kind. Changes count for frames sent from then on. */
export interface Weather {
  /** One way, in milliseconds. */
  delayMs: number;
  /** Every frame arrives twice. */
  doubles: boolean;
}

/** Runs something at a time of the test's own clock, never at once. */
export interface Timetable {
  readonly now: number;
  at(time: number, run: () => void): { unsubscribe(): void };
}

interface PhoneEnd {
  frame(frame: Uint8Array): void;
  down(cause: string): void;
}

/**
 * A link of any kind that can be lost, be half-open, delay and double what is sent on it. The order on one link always holds: that is what
 * the port promises. Order breaks where a session changes links.
 */
export class FaultyLink implements Link {
  readonly id: string;
  readonly kind: LinkKind;
  readonly remote = 'test';
  readonly maxPayload = 65_535;
  readonly attMtu: number;
  readonly frames$: Link['frames$'];
  readonly closed$: Link['closed$'];
  readonly writable$: Link['writable$'];
  readonly #core = new LinkCore();
  readonly #phone: PhoneEnd;
  readonly #time: Timetable;
  readonly #weather: Weather;
  #lastUp = 0;
  #lastDown = 0;
  #inFlight = 0;
  #silent = false;
  #over = false;

  constructor(id: string, kind: LinkKind, weather: Weather, time: Timetable, phone: PhoneEnd) {
    this.id = id;
    this.kind = kind;
    this.attMtu = kind === 'ble' ? 247 : 0;
    this.#weather = weather;
    this.#time = time;
    this.#phone = phone;
    this.frames$ = this.#core.frames$;
    this.closed$ = this.#core.closed$;
    this.writable$ = this.#core.writable$;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** From the phone. */
  send(frame: Uint8Array): void {
    if (this.#silent || this.#over) return;
    this.#lastUp = Math.max(this.#lastUp, this.#time.now + this.#weather.delayMs);
    const times = this.#weather.doubles ? 2 : 1;
    this.#time.at(this.#lastUp, () => {
      for (let i = 0; i < times && !this.#silent && !this.#over; i += 1) this.#core.receive(frame);
    });
  }

  trySend(frame: Uint8Array): boolean {
    if (this.#over) return false;
    if (this.#inFlight >= HIGH_WATER) return this.#core.refuse();
    this.#inFlight += frame.length;
    // Nobody takes anything out of a half-open link: it fills up.
    if (this.#silent) return true;
    const copy = new Uint8Array(frame);
    this.#lastDown = Math.max(this.#lastDown, this.#time.now + this.#weather.delayMs);
    const times = this.#weather.doubles ? 2 : 1;
    this.#time.at(this.#lastDown, () => {
      if (this.#silent || this.#over) return;
      this.#inFlight -= frame.length;
      for (let i = 0; i < times && !this.#over; i += 1) this.#phone.frame(copy);
      this.#core.credit();
    });
    return true;
  }

  claimSlot(): number {
    return this.kind === 'ble' ? 1 : 0;
  }

  /** The hub ends it: what was sent before still arrives. */
  close(detail: string): void {
    if (this.#over) return;
    this.#time.at(Math.max(this.#lastDown, this.#time.now), () => {
      if (this.#over) return;
      this.#over = true;
      this.#core.end({ cause: 'hub', detail });
      if (!this.#silent) this.#phone.down(detail);
    });
  }

  /** The phone says goodbye and hears no more; the hub learns of it after what was sent before. */
  leave(): void {
    this.#time.at(Math.max(this.#lastUp, this.#time.now + this.#weather.delayMs), () => {
      if (this.#silent || this.#over) return;
      this.#over = true;
      this.#core.end({ cause: 'left', detail: 'goodbye' });
    });
  }

  /** Lost, with all that is on its way; both sides see it. */
  cut(): void {
    this.#time.at(this.#time.now, () => {
      if (this.#over) return;
      this.#over = true;
      this.#core.end({ cause: 'lost', detail: 'cut' });
      this.#phone.down('cut');
    });
  }

  /** From now on nothing passes, and neither side is told. */
  silence(): void {
    this.#silent = true;
  }

  /** The hub's process is gone: nothing more comes from it, and only a phone with a working radio sees that. */
  hubDied(isNoticed: boolean): void {
    this.#silent = true;
    if (!isNoticed) return;
    this.#time.at(this.#time.now, () => {
      if (this.#over) return;
      this.#over = true;
      this.#phone.down('the hub is gone');
    });
  }
}
