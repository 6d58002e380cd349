import { defer, firstValueFrom, type Observable, Subject } from 'rxjs';
import { limits } from '../../protocol/limits.ts';
import { LinkCore } from './link-core.ts';
import type { Link, LinkClosed, Transport } from './port.ts';

export interface MemoryOptions {
  /** Runs a delivery later, never at once: nobody is called back from inside a call. Default: as a microtask. */
  readonly defer?: (deliver: () => void) => void;
  /** Bytes on their way to the phone at which credit ends. Default 16 KiB. */
  readonly highWater?: number;
  readonly maxPayload?: number;
}

/** The phone's end of a link in memory. What it does reaches the hub in the order in which it did it. */
export interface MemoryPhone {
  /** Frames from the hub, for one subscriber; until it is there they wait, and credit ends. Completes at the end of the link. */
  readonly frames$: Observable<Uint8Array>;
  readonly closed$: Observable<LinkClosed>;
  send(frame: Uint8Array): void;
  /** Says goodbye. */
  close(): void;
  /** Is gone without a goodbye. */
  vanish(): void;
  /** What framing would do with bytes that are none. */
  sendMalformed(): void;
  /** Lets the frames of the hub wait, as a phone out of breath does. */
  pauseReading(): void;
  resumeReading(): void;
}

class MemoryLink implements Link {
  readonly kind = 'memory';
  readonly remote = 'memory';
  readonly attMtu = 0;
  readonly id: string;
  readonly maxPayload: number;
  readonly phone: MemoryPhone;
  readonly frames$: Link['frames$'];
  readonly closed$: Link['closed$'];
  readonly writable$: Link['writable$'];
  readonly #core = new LinkCore();
  readonly #far = new LinkCore();
  readonly #defer: (deliver: () => void) => void;
  readonly #highWater: number;
  #cause: LinkClosed | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #paused = false;

  constructor(id: string, options: MemoryOptions) {
    this.id = id;
    this.maxPayload = options.maxPayload ?? limits.frameToPhone;
    this.#defer = options.defer ?? queueMicrotask;
    this.#highWater = options.highWater ?? 16 * 1024;
    this.frames$ = this.#core.frames$;
    this.closed$ = this.#core.closed$;
    this.writable$ = this.#core.writable$;
    this.phone = {
      frames$: defer(() => {
        this.#defer(() => this.#deliver());
        return this.#far.frames$;
      }),
      closed$: this.#far.closed$,
      send: (frame) => this.#fromPhone(frame),
      close: () => this.#end({ cause: 'left', detail: 'goodbye' }),
      vanish: () => this.#end({ cause: 'lost', detail: 'vanished' }),
      sendMalformed: () => this.#end({ cause: 'malformed', detail: 'bytes that are no frame' }),
      pauseReading: () => {
        this.#paused = true;
      },
      resumeReading: () => {
        this.#paused = false;
        this.#defer(() => this.#deliver());
      },
    };
  }

  #fromPhone(frame: Uint8Array): void {
    if (this.#cause) return;
    if (frame.length > limits.frameFromPhone)
      return this.#end({ cause: 'malformed', detail: `tooLarge: ${frame.length} bytes` });
    const copy = new Uint8Array(frame);
    this.#defer(() => {
      if (!this.#core.receive(copy)) this.#end({ cause: 'overflow', detail: 'frames nobody reads' });
    });
  }

  trySend(frame: Uint8Array): boolean {
    if (this.#cause) return false;
    if (frame.length > this.maxPayload) {
      this.#end({ cause: 'overflow', detail: `frame of ${frame.length} bytes, at most ${this.maxPayload}` });
      return false;
    }
    if (this.#waitingBytes >= this.#highWater) return this.#core.refuse();
    this.#waiting.push(new Uint8Array(frame));
    this.#waitingBytes += frame.length;
    this.#defer(() => this.#deliver());
    return true;
  }

  #deliver(): void {
    if (this.#paused || !this.#far.read) return;
    const frames = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const frame of frames) this.#far.receive(frame);
    this.#core.credit();
    if (this.#cause) this.#far.end(this.#cause);
  }

  claimSlot(): number {
    return 0;
  }

  close(detail: string): void {
    this.#end({ cause: 'hub', detail });
  }

  #end(cause: LinkClosed): void {
    if (this.#cause) return;
    this.#cause = cause;
    this.#defer(() => {
      this.#core.end(cause);
      // A phone that was slow still gets what the hub had sent before it closed.
      if (cause.cause !== 'hub') this.#waiting = [];
      if (this.#waiting.length > 0) this.#deliver();
      else this.#far.end(cause);
    });
  }
}

/** @returns both ends of a link. */
export const createMemoryPair = (
  options: MemoryOptions & { readonly id?: string } = {},
): { readonly hub: Link; readonly phone: MemoryPhone } => {
  const hub = new MemoryLink(options.id ?? 'memory-1', options);
  return { hub, phone: hub.phone };
};

/** Phones in the same process, for tests and for a hub that plays with itself. */
export class MemoryTransport implements Transport {
  readonly kind = 'memory';
  readonly counters = { linksOpened: 0 };
  readonly links$ = new Subject<Link>();
  readonly #options: MemoryOptions;
  readonly #links = new Set<Link>();

  constructor(options: MemoryOptions = {}) {
    this.#options = options;
  }

  /** A new phone connects. */
  connect(): MemoryPhone {
    this.counters.linksOpened += 1;
    const { hub, phone } = createMemoryPair({ ...this.#options, id: `memory-${this.counters.linksOpened}` });
    this.#links.add(hub);
    hub.closed$.subscribe(() => this.#links.delete(hub));
    this.links$.next(hub);
    return phone;
  }

  async stop(): Promise<void> {
    this.links$.complete();
    const ends = [...this.#links].map((link) => firstValueFrom(link.closed$));
    for (const link of this.#links) link.close('the hub stops');
    await Promise.all(ends);
  }
}
