import type { Address } from './address.ts';
import type { Air } from './air.ts';
import type { Controller } from './controller.ts';
import { Role, Status } from './hci/codes.ts';
import { type ConnectionParameters, disconnectionComplete } from './hci/events.ts';
import { LinkEnd } from './link-end.ts';
import { exchange } from './link-event.ts';
import { setDataLength } from './link-procedures.ts';
import type { Scheduled } from './scheduler.ts';

/** Above this loss empty packets are simulated too, as their loss alone can end a link. */
const busyLoss = 0.1;

/**
 * A connection between two controllers. Time on it is a grid of connection events (anchor + n * interval); nothing runs
 * for an event in which neither side has anything to say.
 */
export class Link {
  readonly air: Air;
  readonly central: LinkEnd;
  readonly peripheral: LinkEnd;
  parameters: ConnectionParameters;
  #anchor: number;
  #wake: Scheduled | null = null;
  #supervision: Scheduled | null = null;
  /** The pending event is a later one, because a peripheral with latency sleeps through those before it. */
  #skipping = false;
  /** Between a connection update's command and its instant. */
  updating = false;
  /** No packet passes: the supervision timeouts run from the last event. */
  #silent = false;

  constructor(
    air: Air,
    central: { controller: Controller; address: Address },
    peripheral: { controller: Controller; address: Address },
    parameters: ConnectionParameters,
    anchor: number,
  ) {
    const now = air.now();
    this.air = air;
    this.parameters = parameters;
    this.#anchor = anchor;
    this.central = new LinkEnd(this, central.controller, Role.central, peripheral.address, now);
    this.peripheral = new LinkEnd(this, peripheral.controller, Role.peripheral, central.address, now);
  }

  /** To be called once both hosts know of the link. */
  start(): void {
    setDataLength(this);
    this.review();
  }

  /** Milliseconds between connection events. */
  get interval(): number {
    return this.parameters.interval * 1.25;
  }

  /** Milliseconds without a packet after which a side gives the link up. */
  get supervisionTimeout(): number {
    return this.parameters.timeout * 10;
  }

  get ends(): readonly [LinkEnd, LinkEnd] {
    return [this.central, this.peripheral];
  }

  get #whole(): boolean {
    return this.central.open && this.peripheral.open;
  }

  /** Whether packets can pass at all right now. */
  get audible(): boolean {
    return this.#whole && this.air.audible(this.central.controller, this.peripheral.controller);
  }

  /** Sees to it that the next connection event is simulated. Cheap when it is already. */
  wake(): void {
    if (this.#wake) {
      // A peripheral that sleeps for latency listens at the very next event once it has data itself.
      if (!this.#skipping || this.peripheral.queue.length === 0) return;
      this.air.cancel(this.#wake);
    } else if (!this.audible) {
      this.#fallSilent();
      return;
    } else this.#heardUntilNow();
    this.#scheduleEvent(this.air.now());
  }

  /** While nothing was simulated empty packets went to and fro: both sides heard each other at the last event. */
  #heardUntilNow(): void {
    if (this.#silent || this.#wake) return;
    const last = this.#anchorBefore(this.air.now());
    for (const end of this.ends) end.lastHeard = Math.max(end.lastHeard, last);
  }

  #scheduleEvent(after: number): void {
    let event = this.#eventsUntil(after) + 1;
    const skip = this.parameters.latency + 1;
    this.#skipping = skip > 1 && this.peripheral.queue.length === 0;
    if (this.#skipping) event = Math.ceil(event / skip) * skip;
    this.#wake = this.air.schedule(this.#anchor + Math.max(0, event) * this.interval, (at) =>
      this.#event(at),
    );
  }

  #event(at: number): void {
    this.#wake = null;
    if (!this.audible) {
      this.#fallSilent();
      return;
    }
    const heard = exchange(this, at);
    for (const end of this.ends) if (end.open) end.reportCompleted();
    if (!heard) this.#armSupervision();
    if (!this.#whole) return;
    const pending = this.central.queue.length > 0 || this.peripheral.queue.length > 0;
    if (pending || this.#mustRunEmpty()) this.#scheduleEvent(this.#skipMissed(at));
  }

  /**
   * Events that this process had no time for are left out. On them the radios went on without their hosts: both sides count as heard, or
   * the supervision timeout would take a busy machine for a lost radio.
   * @returns the moment after which the next event is due
   */
  #skipMissed(at: number): number {
    const resume = this.air.now() - this.interval;
    if (resume <= at) return at;
    for (const end of this.ends) end.lastHeard = Math.max(end.lastHeard, this.#anchorBefore(resume));
    return resume;
  }

  #mustRunEmpty(): boolean {
    return this.air.lossBetween(this.central.controller, this.peripheral.controller) > busyLoss;
  }

  #anchorBefore(now: number): number {
    return this.#anchor + this.#eventsUntil(now) * this.interval;
  }

  #eventsUntil(now: number): number {
    // The little more keeps an event's own moment from being rounded into the interval before it.
    return Math.floor((now - this.#anchor) / this.interval + 1e-6);
  }

  /** Range, loss or a radio's presence changed: starts or ends the silence on this link. */
  review(): void {
    if (!this.central.open && !this.peripheral.open) return;
    if (!this.audible) {
      this.#fallSilent();
      return;
    }
    if (this.#silent) {
      this.#silent = false;
      this.air.cancel(this.#supervision);
      this.#supervision = null;
      for (const end of this.ends) end.lastHeard = this.air.now();
    }
    if (this.#mustRunEmpty() || this.central.queue.length + this.peripheral.queue.length > 0) this.wake();
  }

  /** Nothing passes any more. From the last event on, each side counts to its supervision timeout. */
  #fallSilent(): void {
    if (this.#silent) return;
    this.#heardUntilNow();
    this.#silent = true;
    for (const entry of [this.#wake, this.#supervision]) this.air.cancel(entry);
    this.#wake = this.#supervision = null;
    this.#armSupervision();
  }

  #armSupervision(): void {
    if (this.#supervision) return;
    const open = this.ends.filter((end) => end.open);
    if (open.length === 0) return;
    const first = Math.min(...open.map((end) => end.lastHeard));
    this.#supervision = this.air.schedule(first + this.supervisionTimeout, (at) => this.#supervise(at));
  }

  #supervise(at: number): void {
    this.#supervision = null;
    // Idle and in range again: the silence is over, empty packets pass.
    if (this.audible && !this.#wake) return;
    let waiting = false;
    for (const end of this.ends) {
      if (!end.open) continue;
      if (end.lastHeard + this.supervisionTimeout <= at) {
        this.close(end, end.ending ? Status.localHostEnded : Status.supervisionTimeout, at);
      } else waiting = true;
    }
    if (waiting) this.#armSupervision();
  }

  /** Ends one side with an event to its host. The other side is left to notice. */
  close(end: LinkEnd, reason: number, at: number): void {
    if (!end.open) return;
    end.reportCompleted();
    end.release();
    end.controller.emit(disconnectionComplete(end.handle, reason));
    this.air.trace('disconnect', end, { reason }, at);
    this.air.linkEnded(this, end);
    if (end.peer.open) this.#fallSilent();
    else this.#cancelAll();
  }

  /** A side is gone without a word (reset, unplugged): no event to its host, silence for the peer. */
  abandon(end: LinkEnd): void {
    if (!end.open) return;
    end.release();
    this.air.trace('abandon', end, {}, this.air.now());
    this.air.linkEnded(this, end);
    if (end.peer.open) this.#fallSilent();
    else this.#cancelAll();
  }

  #cancelAll(): void {
    for (const entry of [this.#wake, this.#supervision]) this.air.cancel(entry);
    this.#wake = this.#supervision = null;
  }

  /** A new set of parameters is in force from `instant` on, which is the first event of the new grid. */
  applyParameters(next: ConnectionParameters, instant: number): void {
    if (!this.#whole) return;
    this.#heardUntilNow();
    this.parameters = next;
    this.#anchor = instant;
    this.air.cancel(this.#wake);
    this.#wake = null;
    this.review();
  }
}
