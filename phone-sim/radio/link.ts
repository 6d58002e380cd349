import type { Address } from './address.ts';
import type { Air } from './air.ts';
import type { Controller } from './controller.ts';
import { Role, Status } from './hci/codes.ts';
import {
  type ConnectionParameters,
  connectionUpdateComplete,
  dataLengthChange,
  disconnectionComplete,
} from './hci/events.ts';
import { LinkEnd } from './link-end.ts';
import { exchange } from './link-event.ts';
import type { Scheduled } from './scheduler.ts';

/** Connection events before a new set of parameters is in force: the least "instant" the specification allows. */
const instantEvents = 6;
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
  #update: Scheduled | null = null;
  #updating = false;
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
    this.setDataLength();
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
      // A peripheral that slept through events for latency listens at the next one once it has data itself.
      if (this.parameters.latency === 0 || this.peripheral.queue.length !== 1) return;
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
    // A peripheral with latency sleeps through events it has no data for.
    if (skip > 1 && this.peripheral.queue.length === 0) event = Math.ceil(event / skip) * skip;
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
    if (pending || this.#mustRunEmpty()) this.#scheduleEvent(Math.max(at, this.air.now() - this.interval));
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
    for (const entry of [this.#wake, this.#supervision, this.#update]) this.air.cancel(entry);
    this.#wake = this.#supervision = this.#update = null;
  }

  /** LL_TERMINATE_IND from `end`: the peer learns `reason`, the asking host "terminated by local host". */
  terminate(end: LinkEnd, reason: number): void {
    if (end.ending) return;
    end.ending = true;
    // It goes before data that is not on the air yet; that data is flushed when the sides close.
    end.sendControl(2, (at) => {
      this.close(end.peer, reason, at);
      this.close(end, Status.localHostEnded, at);
    });
  }

  get updating(): boolean {
    return this.#updating;
  }

  /** LL_CONNECTION_UPDATE_IND from the central; one at a time, see `updating`. */
  requestUpdate(next: ConnectionParameters): void {
    this.#updating = true;
    this.central.sendControl(12, (at) => {
      const instant = at + instantEvents * this.interval;
      this.#update = this.air.schedule(instant, () => this.#applyUpdate(next, instant));
    });
  }

  #applyUpdate(next: ConnectionParameters, instant: number): void {
    this.#update = null;
    this.#updating = false;
    if (!this.#whole) return;
    this.#heardUntilNow();
    this.parameters = next;
    this.#anchor = instant;
    for (const end of this.ends) {
      end.controller.emit(connectionUpdateComplete(Status.success, end.handle, next));
    }
    this.air.trace('update', this.central, { interval: next.interval }, instant);
    this.air.cancel(this.#wake);
    this.#wake = null;
    this.review();
  }

  /** Data length procedure: each side sends what it wants and the peer can take (Vol 6 Part B section 4.5.10). */
  setDataLength(): void {
    const before = [this.central.txOctets, this.peripheral.txOctets];
    for (const end of this.ends) {
      end.txOctets = Math.min(end.wantedOctets, end.peer.controller.config.maxOctets);
    }
    if (this.central.txOctets === before[0] && this.peripheral.txOctets === before[1]) return;
    for (const end of this.ends) {
      end.controller.emit(dataLengthChange(end.handle, end.txOctets, end.peer.txOctets));
    }
  }
}
