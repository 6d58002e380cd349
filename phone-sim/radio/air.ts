import { parseAddress } from './address.ts';
import { AdvertisingChannels } from './advertising.ts';
import { type Clock, RealClock } from './clock.ts';
import { Controller, type HciHost } from './controller.ts';
import type { ControllerOptions, InitiatingState, Position } from './controller-state.ts';
import type { ConnectionParameters } from './hci/events.ts';
import type { Link } from './link.ts';
import type { LinkEnd } from './link-end.ts';
import { type Random, seededRandom } from './prng.ts';
import { Propagation } from './propagation.ts';
import { type Scheduled, Scheduler } from './scheduler.ts';

/** Settings of an air; every field has a default. */
export interface AirOptions {
  /** Default: the machine's monotonic clock. */
  readonly clock?: Clock;
  /** Same seed, same clock, same hosts: same events. Default 1. */
  readonly seed?: number;
  /** Share of packets lost on the air, 0..1, each way by itself. Default 0. */
  readonly loss?: number;
  /** Milliseconds between connection events, whatever the hosts ask for; null takes their maximum. Default null. */
  readonly connectionInterval?: number | null;
  /** Exchanges of one packet each way that one connection event may hold, 1..32. Default 6. */
  readonly packetsPerEvent?: number;
  /** dBm below which nothing is received. Default -95. */
  readonly sensitivity?: number;
  /** dBm between controllers without a position. Default -50. */
  readonly defaultRssi?: number;
  /** Default 256. */
  readonly maxControllers?: number;
  /** Told of every connection, data PDU, update and disconnection. */
  readonly trace?: (event: AirTraceEvent) => void;
}

export interface AirTraceEvent {
  /** Milliseconds of the air's clock. */
  readonly at: number;
  readonly kind: 'connect' | 'data' | 'update' | 'disconnect' | 'abandon';
  /** `id` of the controller, and its handle. */
  readonly controller: number;
  readonly handle: number;
  readonly details: Readonly<Record<string, number>>;
}

/** Counters since the air was made. */
export interface AirStats {
  advertisingEvents: number;
  reports: number;
  connections: number;
  disconnections: number;
  /** Link-layer PDUs the peer got, each counted once. */
  delivered: number;
  lost: number;
  /** PDUs that came again because their acknowledgement was lost. */
  repeats: number;
  /** PDUs not taken because the receiver's host did not read. */
  refusedByHost: number;
  /** Packets of hosts that broke HCI: bad lengths, too many at once, unknown types. */
  hostErrors: number;
}

/** A virtual 2.4 GHz band that LE controllers share. */
export class Air {
  readonly options: { readonly connectionInterval: number | null; readonly packetsPerEvent: number };
  readonly stats: AirStats = {
    advertisingEvents: 0,
    reports: 0,
    connections: 0,
    disconnections: 0,
    delivered: 0,
    lost: 0,
    repeats: 0,
    refusedByHost: 0,
    hostErrors: 0,
  };
  readonly random: Random;
  readonly channels: AdvertisingChannels;
  readonly #propagation: Propagation;
  readonly #scheduler: Scheduler;
  readonly #controllers = new Map<number, Controller>();
  readonly #links = new Set<Link>();
  readonly #maxControllers: number;
  readonly #trace: ((event: AirTraceEvent) => void) | undefined;
  #nextId = 1;

  constructor(options: AirOptions = {}) {
    const loss = share('loss', options.loss ?? 0);
    const interval = options.connectionInterval ?? null;
    if (interval !== null && !(interval >= 7.5 && interval <= 4000)) {
      throw new RangeError(`connectionInterval must be from 7.5 to 4000 ms, not ${interval}`);
    }
    this.options = {
      connectionInterval: interval,
      packetsPerEvent: Math.min(32, Math.max(1, Math.floor(options.packetsPerEvent ?? 6))),
    };
    this.random = seededRandom(options.seed ?? 1);
    this.#propagation = new Propagation({
      defaultRssi: options.defaultRssi ?? -50,
      sensitivity: options.sensitivity ?? -95,
      loss,
    });
    this.#scheduler = new Scheduler(options.clock ?? new RealClock());
    this.#maxControllers = options.maxControllers ?? 256;
    this.#trace = options.trace;
    this.channels = new AdvertisingChannels(this);
  }

  get controllers(): Controller[] {
    return [...this.#controllers.values()];
  }

  now(): number {
    return this.#scheduler.now();
  }

  /**
   * Puts a new controller on the air. `host` gets its events.
   * @throws RangeError when the air is full or a setting is out of range, TypeError on an address that is none
   */
  attach(host: HciHost, options: ControllerOptions = {}): Controller {
    if (this.#controllers.size >= this.#maxControllers) {
      throw new RangeError(`the air holds ${this.#maxControllers} controllers and is full`);
    }
    const id = this.#nextId++;
    const address = options.address ? parseAddress(options.address) : this.#freeAddress(id);
    if (this.controllers.some((other) => other.config.address === address)) {
      throw new RangeError(`address ${address} is already on the air`);
    }
    const controller = new Controller(this, id, host, options, address);
    this.#controllers.set(id, controller);
    if (options.position) this.#propagation.place(controller, options.position);
    return controller;
  }

  #freeAddress(id: number): string {
    const tail = [id >> 16, id >> 8, id].map((byte) => (byte & 0xff).toString(16).padStart(2, '0'));
    return `02:50:4c:${tail.join(':')}`;
  }

  /** Takes every controller off and stops all timers. */
  close(): void {
    for (const controller of this.controllers) controller.detach();
    this.#scheduler.close();
  }

  /** Moves a controller; null forgets its position. */
  place(controller: Controller, position: Position | null): void {
    this.#propagation.place(controller, position);
    this.#review(controller);
  }

  /** Level between two controllers in dBm; null = out of range; undefined = by position or default again. */
  setRssi(a: Controller, b: Controller, dbm: number | null | undefined): void {
    this.#propagation.setRssi(a, b, dbm);
    this.#review(a);
  }

  /** Loss 0..1 for all pairs without one of their own. */
  setLoss(loss: number): void {
    this.#propagation.loss = share('loss', loss);
    for (const link of this.#links) link.review();
  }

  /** Loss 0..1 between two controllers; undefined = the air's own again. */
  setPairLoss(a: Controller, b: Controller, loss: number | undefined): void {
    this.#propagation.setLoss(a, b, loss === undefined ? undefined : share('loss', loss));
    this.#review(a);
  }

  rssi(a: Controller, b: Controller): number | null {
    return this.#propagation.rssi(a, b);
  }

  audible(a: Controller, b: Controller): boolean {
    return a.attached && b.attached && this.rssi(a, b) !== null;
  }

  lossBetween(a: Controller, b: Controller): number {
    return this.#propagation.lossBetween(a, b);
  }

  /** Throws the dice for one packet on a link. */
  lost(link: Link): boolean {
    const loss = this.lossBetween(link.central.controller, link.peripheral.controller);
    if (loss === 0 || this.random() >= loss) return false;
    this.stats.lost++;
    return true;
  }

  /** Microseconds one connection event may take: the interval, shared among the links of the busier radio. */
  eventBudget(link: Link): number {
    const { central, peripheral } = link;
    return (
      (link.interval * 1000) / Math.max(1, central.controller.links.size, peripheral.controller.links.size)
    );
  }

  /** What a new or updated link runs with: the host's slowest allowed interval, or the air's fixed one. */
  connectionParameters(
    wish: Pick<InitiatingState, 'intervalMin' | 'intervalMax' | 'latency' | 'timeout'>,
  ): ConnectionParameters {
    const fixed = this.options.connectionInterval;
    // Two intervals must fit into the supervision timeout, whatever was fixed (Vol 4 Part E section 7.8.12).
    const longest = Math.floor((wish.timeout * 8) / ((wish.latency + 1) * 2)) - 1;
    const interval =
      fixed === null ? wish.intervalMax : Math.min(Math.round(fixed / 1.25), Math.max(6, longest));
    return { interval, latency: wish.latency, timeout: wish.timeout };
  }

  schedule(moment: number, fn: (at: number) => void): Scheduled {
    return this.#scheduler.at(moment, fn);
  }

  cancel(entry: Scheduled | null): void {
    this.#scheduler.cancel(entry);
  }

  rolesChanged(): void {
    this.channels.refresh();
  }

  removed(controller: Controller): void {
    this.#controllers.delete(controller.id);
    this.#propagation.forget(controller);
    this.channels.removed(controller);
  }

  linkStarted(link: Link): void {
    this.#links.add(link);
    this.stats.connections++;
  }

  linkEnded(link: Link, end: LinkEnd): void {
    if (end.peer.open) return;
    this.#links.delete(link);
    this.stats.disconnections++;
  }

  trace(kind: AirTraceEvent['kind'], end: LinkEnd, details: Record<string, number>, at: number): void {
    this.#trace?.({ at, kind, controller: end.controller.id, handle: end.handle, details });
  }

  #review(controller: Controller): void {
    for (const end of controller.links.values()) end.link.review();
  }
}

function share(name: string, value: number): number {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be a share from 0 to 1, not ${value}`);
  return value;
}
