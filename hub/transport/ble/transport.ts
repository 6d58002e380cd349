import { BehaviorSubject, firstValueFrom, type Observable, Subject } from 'rxjs';
import { limits } from '../../../protocol/limits.ts';
import type { Link, LinkClosed, Transport } from '../port.ts';
import { AclScheduler } from './acl-scheduler.ts';
import { Adapter } from './adapter.ts';
import { advertisingData, scanResponseData } from './advertisement.ts';
import { Advertiser, type Advertising } from './advertiser.ts';
import { att, attError } from './att-table.ts';
import { BleError } from './ble-errors.ts';
import { BleLink } from './ble-link.ts';
import { type Clock, realClock } from './clock.ts';
import { type BleCounters, newCounters } from './counters.ts';
import { closedBy } from './hci-status.ts';
import { channel } from './l2cap-reassembler.ts';
import type { Connection } from './link-server.ts';
import { Slots } from './slots.ts';
import { Strangers } from './strangers.ts';

/** Links besides those with a slot: phones that are joining. */
const JOINING = 4;
/** Time stop() gives links to end. */
const STOP_MS = 700;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const NO_ADAPTER = 'none';

interface BleLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface BleOptions {
  /** Number of the adapter, 0 for hci0; none = the first that is free. */
  readonly deviceId?: number;
  readonly hubName: string;
  /** Short id of the room, at most 6 bytes are advertised. */
  readonly roomId: string;
  /** The encoded `hub` message for a link, read through Info; at most 512 bytes. */
  readonly info: (link: Link) => Uint8Array;
  readonly clock?: Clock;
  readonly log?: BleLog;
}

interface BleStatus {
  /** `hci0`; of the last time it was open while it is lost, `none` if it never was. */
  readonly adapter: string;
  readonly state: 'up' | 'lost' | 'stopped';
  readonly advertising: Advertising;
  /** In words: why it is lost. */
  readonly detail: string;
}

/** The Bluetooth way in, on one adapter. */
export interface BleTransport extends Transport {
  readonly kind: 'ble';
  readonly counters: Readonly<BleCounters>;
  readonly status$: Observable<BleStatus>;
  readonly status: BleStatus;
}

/**
 * Opens one adapter and takes phones on it. An adapter that is lost later ends all its links as `lost`, is told by
 * `status$`, and is opened again as soon as it is back.
 * @throws BleError with a sentence and a fix when the adapter cannot be opened now
 */
export async function openBleTransport(options: BleOptions): Promise<BleTransport> {
  const transport = new AdapterTransport(options);
  await transport.open();
  return transport;
}

/**
 * The same for an adapter that cannot be had yet: it is looked for until it is there, first often, then every half a minute.
 * @param why for `status$`, until then
 */
export function awaitBleTransport(options: BleOptions, why: string): BleTransport {
  const transport = new AdapterTransport(options);
  transport.wait(why);
  return transport;
}

class AdapterTransport implements BleTransport {
  readonly kind = 'ble';
  readonly counters = newCounters();
  readonly links$: Observable<Link>;
  readonly status$: Observable<BleStatus>;
  readonly #options: BleOptions;
  readonly #clock: Clock;
  readonly #newLinks = new Subject<Link>();
  readonly #status = new BehaviorSubject<BleStatus>({
    adapter: NO_ADAPTER,
    state: 'lost',
    advertising: 'off',
    detail: 'not opened yet',
  });
  readonly #links = new Map<number, BleLink>();
  readonly #slots = new Slots();
  readonly #strangers: Strangers<BleLink>;
  #adapter: Adapter | undefined;
  #scheduler: AclScheduler | undefined;
  #advertiser: Advertiser | undefined;
  #nextId = 1;
  #retryMs = FIRST_RETRY_MS;
  #stopRetry: () => void = () => {};
  #stopping: Promise<void> | undefined;

  constructor(options: BleOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.#strangers = new Strangers({
      clock: this.#clock,
      isCrowded: () => this.#isCrowded(),
      isHeard: (link) => link.heard,
      end: (link) => this.#endFor(link),
    });
    this.links$ = this.#newLinks.asObservable();
    this.status$ = this.#status.asObservable();
  }

  get status(): BleStatus {
    return this.#status.value;
  }

  async open(): Promise<void> {
    const adapter = await Adapter.open({
      deviceId: this.#options.deviceId,
      clock: this.#clock,
      counters: this.counters,
      handlers: {
        connected: (connection) => this.#connected(connection),
        connectionFailed: () => this.#advertiser?.connected(),
        disconnected: (handle, reason) => this.#disconnected(handle, closedBy(reason)),
        acl: (handle, boundary, data) => this.#links.get(handle)?.receive(boundary, data),
        completed: (handle, packets) => this.#scheduler?.completed(handle, packets),
        send: (handle, channelId, data) => this.#send(handle, channelId, data),
        // A controller that refused to advertise may have changed its mind, with no disconnection to tell.
        alive: () => this.#advertiser?.update(),
        fault: (handle, error) => this.#fault(handle, error),
        lost: (reason) => this.#lost(reason),
      },
    });
    if (this.#stopping) return adapter.close();
    this.#adapter = adapter;
    this.#retryMs = FIRST_RETRY_MS;
    this.#scheduler = new AclScheduler(
      () => adapter.buffers,
      (packet) => adapter.write(packet),
    );
    this.#tell({ adapter: adapter.name, state: 'up', detail: '' });
    this.#advertiser = this.#advertise(adapter);
    this.#advertiser.update();
  }

  wait(why: string): void {
    this.#tell({ detail: why });
    this.#retry();
  }

  #advertise({ bleno, hci }: Adapter): Advertiser {
    return new Advertiser({
      clock: this.#clock,
      hci,
      gap: new bleno.Gap(hci),
      advertisement: advertisingData(this.#options.roomId),
      scanResponse: scanResponseData(this.#options.hubName),
      room: () => this.#slots.free > 0 && this.#hasRoom(),
      words: (status) => bleno.Hci.STATUS_MAPPER[status] ?? `status 0x${status.toString(16)}`,
      changed: (advertising) => {
        if (advertising.startsWith('refused')) this.counters.advertisingRefused += 1;
        this.#tell({ advertising });
        this.#strangers.makeRoom();
      },
    });
  }

  /** Nobody can come until somebody goes. */
  #isCrowded(): boolean {
    if (this.#slots.free === 0) return false;
    return !this.#hasRoom() || (this.#advertiser?.isFull ?? false);
  }

  #hasRoom(): boolean {
    return this.#links.size < limits.slots + JOINING;
  }

  /** A phone that has not joined gives its place to another. */
  #endFor(link: BleLink): void {
    this.counters.madeRoom += 1;
    link.makeWay();
  }

  #connected(connection: Connection): void {
    const { hci, bleno } = this.#adapter ?? {};
    if (!hci || !bleno || !this.#scheduler || this.#stopping) return;
    // A controller that gives a handle out again has ended the link that had it.
    this.#disconnected(connection.handle, { cause: 'lost', detail: 'its handle was given to another link' });
    this.counters.linksOpened += 1;
    const link: BleLink = new BleLink({
      id: `ble-${connectionId(this.#adapter?.deviceId)}${this.#nextId++}`,
      bleno,
      hci,
      connection,
      scheduler: this.#scheduler,
      slots: this.#slots,
      counters: this.counters,
      clock: this.#clock,
      hubName: this.#options.hubName,
      info: this.#options.info,
      ended: (ended) => this.#forget(ended),
      slotTaken: () => {
        this.#advertiser?.update();
        this.#strangers.joined(link);
      },
    });
    this.#links.set(connection.handle, link);
    this.counters.links = this.#links.size;
    this.#advertiser?.connected();
    this.#strangers.came(link, link.source);
    this.#newLinks.next(link);
  }

  #disconnected(handle: number, closed: LinkClosed): void {
    this.#links.get(handle)?.over(closed);
  }

  #forget(link: BleLink): void {
    if (this.#links.get(link.handle) === link) this.#links.delete(link.handle);
    this.counters.links = this.#links.size;
    this.#advertiser?.left();
    this.#strangers.left(link);
  }

  #send(handle: number, channelId: number, data: Buffer): void {
    const result = this.#scheduler?.send(handle, channelId, data) ?? 'dead';
    if (result === 'dead') this.counters.droppedDeadWrites += 1;
    else if (result === 'full') this.#links.get(handle)?.overflowed();
    else if (channelId === channel.att && data[0] === att.error && data[4] !== attError.attributeNotFound)
      this.counters.attErrors += 1;
  }

  #fault(handle: number | undefined, error: unknown): void {
    this.#options.log?.warn({ err: error }, 'a Bluetooth packet could not be handled');
    if (handle !== undefined) this.#links.get(handle)?.close('a packet of it could not be handled');
  }

  #lost(reason: string): void {
    this.counters.adapterLost += 1;
    this.#options.log?.warn({ reason }, 'the Bluetooth adapter is lost');
    this.#letGo();
    this.#tell({ state: 'lost', detail: reason });
    this.#retry();
  }

  /** Forgets the adapter with all that hangs on it. */
  #letGo(): void {
    this.#advertiser?.stop();
    this.#adapter?.close();
    for (const link of [...this.#links.values()])
      link.over({ cause: 'lost', detail: 'the Bluetooth adapter is gone' });
    this.#strangers.stop();
    this.#adapter = undefined;
    this.#scheduler = undefined;
    this.#advertiser = undefined;
  }

  #retry(): void {
    if (this.#stopping) return;
    this.#stopRetry = this.#clock.setTimer(this.#retryMs, () => {
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
      const again = this.status.adapter === NO_ADAPTER ? 'there' : 'back';
      this.open().then(
        () => this.#options.log?.info({ adapter: this.status.adapter }, `the Bluetooth adapter is ${again}`),
        (error: unknown) => {
          this.#tell({ detail: error instanceof BleError ? error.message : String(error) });
          this.#retry();
        },
      );
    });
  }

  #tell(change: Partial<BleStatus>): void {
    this.#status.next({ ...this.#status.value, ...change });
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#stopRetry();
    this.#advertiser?.stop();
    const ends = [...this.#links.values()].map((link) => {
      link.close('the hub stops');
      return firstValueFrom(link.closed$);
    });
    let stopTimer: () => void = () => {};
    const late = new Promise<void>((resolve) => {
      stopTimer = this.#clock.setTimer(STOP_MS, resolve);
    });
    await Promise.race([Promise.all(ends), late]);
    stopTimer();
    this.#letGo();
    this.#tell({ state: 'stopped', advertising: 'off', detail: '' });
    this.#newLinks.complete();
    this.#status.complete();
  }
}

/** Link ids are unique in the life of the hub, whichever adapter a link came by. */
const connectionId = (deviceId: number | undefined): string => (deviceId ? `${deviceId}-` : '');
