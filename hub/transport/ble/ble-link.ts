import { ProtocolError } from '../../../protocol/errors.ts';
import { BleReassembler } from '../../../protocol/framing/ble.ts';
import { limits } from '../../../protocol/limits.ts';
import { LinkCore } from '../link-core.ts';
import type { CloseCause, Link, LinkClosed } from '../port.ts';
import { detailOf, refusalFrame } from '../refusal.ts';
import type { AclScheduler } from './acl-scheduler.ts';
import { attError } from './att-table.ts';
import type { BlenoHci, BlenoModules } from './bleno-types.ts';
import type { Clock } from './clock.ts';
import type { BleCounters } from './counters.ts';
import type { GattTarget } from './gatt-table.ts';
import { type Connection, LinkServer } from './link-server.ts';
import { Outbox } from './outbox.ts';
import type { Slots } from './slots.ts';

/** Time that what was taken has to go out in before a link is ended. */
const FLUSH_MS = 300;
/** Time a controller has to tell that a link it was to end has ended. */
const DISCONNECT_MS = 300;

export interface BleLinkOptions {
  readonly id: string;
  readonly bleno: BlenoModules;
  readonly hci: BlenoHci;
  readonly connection: Connection;
  readonly scheduler: AclScheduler;
  readonly slots: Slots;
  readonly counters: BleCounters;
  readonly clock: Clock;
  readonly hubName: string;
  readonly info: (link: Link) => Uint8Array;
  /** The link is over and must be forgotten. */
  readonly ended: (link: BleLink) => void;
  /** A slot was taken. */
  readonly slotTaken: () => void;
}

/** One phone on one Bluetooth connection. */
export class BleLink implements Link {
  readonly kind = 'ble';
  readonly maxPayload = limits.frameToPhone;
  readonly id: string;
  readonly remote: string;
  readonly source: string;
  readonly handle: number;
  readonly frames$: Link['frames$'];
  readonly closed$: Link['closed$'];
  readonly writable$: Link['writable$'];
  readonly #options: BleLinkOptions;
  readonly #core = new LinkCore();
  readonly #server: LinkServer;
  readonly #outbox: Outbox;
  readonly #fromControl = new BleReassembler(limits.frameFromPhone);
  readonly #fromPlayer = new BleReassembler(limits.frameFromPhone);
  #slot: number | undefined;
  #controlOn = false;
  #playerOn = false;
  /** Why the link ends, as soon as that is known; the end itself is when the controller says so. */
  #cause: LinkClosed | undefined;
  #disconnecting = false;
  #over = false;
  /** Something came from the phone. */
  heard = false;
  #stopTimer: () => void = () => {};

  constructor(options: BleLinkOptions) {
    const { connection, scheduler, clock } = options;
    this.#options = options;
    this.id = options.id;
    this.handle = connection.handle;
    this.remote = `${connection.address} (${connection.addressType})`;
    this.source = connection.address;
    this.frames$ = this.#core.frames$;
    this.closed$ = this.#core.closed$;
    this.writable$ = this.#core.writable$;
    scheduler.add(this.handle, () => this.#outbox.pump());
    this.#outbox = new Outbox({
      clock,
      mtu: () => this.#server.mtu,
      pending: () => scheduler.pending(this.handle),
      share: () => scheduler.share,
      listening: () => ({ control: this.#controlOn, player: this.#playerOn }),
      notify: (value) => this.#server.notify(this.#playerHandle(), value),
      indicate: (value) => this.#server.indicate(this.#server.handles.control, value),
      timedOut: () => this.#indicationLost(),
      writable: () => this.#core.credit(),
      idle: () => this.#flushed(),
    });
    this.#server = new LinkServer({
      ...options,
      slot: () => this.#slot,
      readInfo: () => options.info(this).subarray(0, limits.attributeValue),
      written: (target, value) => this.#written(target, value),
      subscribed: (target, on) => this.#subscribed(target, on),
      confirmed: () => this.#outbox.confirmed(),
      mtuChanged: () => {},
    });
    this.#server.askParameters();
  }

  get attMtu(): number {
    return this.#server.mtu;
  }

  get slotsFree(): number {
    return this.#options.slots.free;
  }

  #playerHandle(): number {
    return this.#server.handles.players[(this.#slot ?? 0) - 1] ?? 0;
  }

  /** One ACL packet of this phone. */
  receive(boundary: number, data: Buffer): void {
    // While it flushes, the link still answers: its last indications want their confirmations.
    this.heard = true;
    if (!this.#disconnecting) this.#server.receive(boundary, data);
  }

  #written(target: GattTarget, value: Buffer): number {
    if (this.#cause) return attError.unlikely;
    const { counters } = this.#options;
    try {
      const frame = (target.type === 'control' ? this.#fromControl : this.#fromPlayer).push(value);
      if (!frame) return 0;
      counters.framesIn += 1;
      if (!this.#core.receive(frame)) this.#end('overflow', 'frames nobody reads');
      return 0;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      counters.malformedFrames += 1;
      this.#end('malformed', detailOf(error), refusalFrame(error.code));
      return attError.unlikely;
    }
  }

  #subscribed(target: GattTarget, on: boolean): void {
    if (target.type === 'control') this.#controlOn = on;
    else if (target.slot === this.#slot) this.#playerOn = on;
    this.#outbox.pump();
  }

  trySend(frame: Uint8Array): boolean {
    if (this.#cause) return false;
    if (frame.length > this.maxPayload) {
      this.#end('overflow', `frame of ${frame.length} bytes, at most ${this.maxPayload}`);
      return false;
    }
    if (!this.#outbox.take(frame)) return this.#core.refuse();
    this.#options.counters.framesOut += 1;
    return true;
  }

  claimSlot(): number | undefined {
    if (this.#cause) return undefined;
    if (this.#slot !== undefined) return this.#slot;
    this.#slot = this.#options.slots.claim(this.id);
    if (this.#slot === undefined) return undefined;
    this.#outbox.expectPlay();
    this.#options.slotTaken();
    return this.#slot;
  }

  close(detail: string): void {
    this.#end('hub', detail);
  }

  /** Ends the link for another that wants in; one that does not listen need not be waited for. */
  makeWay(): void {
    const last = this.#controlOn ? refusalFrame('idle') : undefined;
    this.#end('hub', 'another wants in, and this one has not joined', last);
  }

  /** More waits for this phone than any that listens would let pile up. */
  overflowed(): void {
    if (this.#disconnecting) return;
    this.#options.counters.overflows += 1;
    this.#cause ??= { cause: 'overflow', detail: 'the phone asks faster than it listens' };
    this.#disconnect();
  }

  #indicationLost(): void {
    this.#options.counters.indicationTimeouts += 1;
    this.#cause ??= { cause: 'lost', detail: 'an indication was not confirmed within 30 s' };
    this.#disconnect();
  }

  #end(cause: CloseCause, detail: string, last?: Uint8Array): void {
    if (this.#cause) return;
    this.#cause = { cause, detail };
    if (last) this.#outbox.takeLast(last);
    this.#stopTimer = this.#options.clock.setTimer(FLUSH_MS, () => this.#disconnect());
    this.#flushed();
  }

  /** Ends the link once everything taken is with the phone, its answer to what it wrote included. */
  #flushed(): void {
    if (!this.#cause || !this.#outbox.idle || this.#disconnecting) return;
    const { scheduler } = this.#options;
    // Later, for bleno may be in the middle of answering the very write that ended the link.
    queueMicrotask(() => {
      if (this.#outbox.idle && scheduler.pending(this.handle) === 0) this.#disconnect();
    });
  }

  #disconnect(): void {
    if (this.#disconnecting) return;
    this.#disconnecting = true;
    this.#stopTimer();
    const { clock, hci } = this.#options;
    this.#stopTimer = clock.setTimer(DISCONNECT_MS, () =>
      this.over({ cause: 'lost', detail: 'the controller did not end the link' }),
    );
    hci.disconnect(this.handle);
  }

  /** The connection is no more, for the reason given unless this side had one. */
  over(closed: LinkClosed): void {
    if (this.#over) return;
    this.#over = true;
    this.#disconnecting = true;
    this.#stopTimer();
    this.#outbox.close();
    const { scheduler, slots, ended } = this.#options;
    this.#cause ??= closed;
    scheduler.remove(this.handle);
    this.#server.end();
    slots.release(this.id);
    ended(this);
    this.#core.end(this.#cause);
  }
}
