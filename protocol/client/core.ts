import { encode } from '../codec.ts';
import { limits } from '../limits.ts';
import type { LinkKind } from '../links.ts';
import type { MessageOf, PhoneMessage } from '../messages.ts';
import { Backoff } from './backoff.ts';
import { ClientLink } from './client-link.ts';
import { Credentials } from './credentials.ts';
import { Outbox } from './outbox.ts';
import type { Sealing } from './sealing.ts';
import { type Decoding, plainDecoding, StateReader } from './state-reader.ts';
import type { ClientEffect, ClientMemory } from './types.ts';

/** How a client is set up. */
export interface ClientOptions {
  /** Name and version of the program, for the hub's log. */
  readonly client: string;
  /** Radios there are, the preferred one first. */
  readonly kinds: readonly LinkKind[];
  /** Hold two links, each on a radio of its own, rather than one. */
  readonly dual?: boolean;
  /** With two links up: inputs over the better one, or over both. */
  readonly inputsOver?: 'best' | 'both';
  /** What an earlier life of this client asked to remember. */
  readonly memory?: ClientMemory;
  readonly decoding?: Decoding;
  /** What links are sealed with; may come later, as an event. */
  readonly sealing?: Sealing;
  /** Speak the version without seals, for whoever knows that nobody listens. Never what a page does. */
  readonly plain?: boolean;
  readonly random01: () => number;
}

/** What a client knows, and the few things it does to links: the ground that its rules work on. */
export class ClientCore {
  readonly options: ClientOptions;
  readonly outbox = new Outbox();
  readonly reader: StateReader;
  readonly credentials: Credentials;
  /** Oldest first. */
  readonly links: ClientLink[] = [];
  kinds: readonly LinkKind[];
  /** What the hub last said of itself. */
  hub: MessageOf<'hub'> | undefined;
  sealing: Sealing | undefined;
  /** The hub knew none of the tokens: the session that they belonged to is over, as far as one can tell. */
  sessionGone = false;
  /** No join is sent before this time: the hub asked to wait. */
  joinNotBefore = Number.NEGATIVE_INFINITY;
  /** Why nothing more happens, if so. */
  ended: string | undefined;
  /** When each of the last links asked for the session, by link. */
  readonly #asks = new Map<number, number>();
  readonly #backoffs = new Map<LinkKind, Backoff>();
  #lastId = 0;
  #lastStamp = 0;
  #effects: ClientEffect[] = [];

  constructor(options: ClientOptions) {
    this.options = options;
    this.kinds = options.kinds;
    this.sealing = options.sealing;
    this.reader = new StateReader(options.decoding ?? plainDecoding);
    this.credentials = new Credentials(options.memory);
  }

  /** @returns the effects since the last call. */
  take(): readonly ClientEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  push(effect: ClientEffect): void {
    this.#effects.push(effect);
  }

  remember(): void {
    this.push({ type: 'remember', memory: this.credentials.memory });
  }

  send(link: ClientLink, message: PhoneMessage, now: number): void {
    const frame = encode(message);
    this.sendFrame(link, link.seal ? link.seal.seal(frame) : frame, now);
  }

  sendFrame(link: ClientLink, frame: Uint8Array, now: number): void {
    link.lastSent = now;
    this.push({ type: 'send', linkId: link.id, frame });
  }

  ping(link: ClientLink, now: number): void {
    this.#lastStamp = (this.#lastStamp + 1) >>> 0;
    link.pinged(this.#lastStamp, now);
    this.send(link, { type: 'ping', stamp: this.#lastStamp }, now);
  }

  backoff(kind: LinkKind): Backoff {
    const known = this.#backoffs.get(kind);
    if (known) return known;
    const made = new Backoff(this.options.random01);
    this.#backoffs.set(kind, made);
    return made;
  }

  open(kind: LinkKind, now: number): ClientLink {
    this.#lastId += 1;
    const link = new ClientLink(this.#lastId, kind, now);
    this.links.push(link);
    this.push({ type: 'connect', linkId: link.id, kind });
    return link;
  }

  /** Forgets a link that is no more. One that was of no use is tried again later, one that served, at once. */
  lost(link: ClientLink, now: number, wasUseless: boolean): void {
    const at = this.links.indexOf(link);
    if (at < 0) return;
    this.links.splice(at, 1);
    if (wasUseless) this.backoff(link.kind).failed(now);
  }

  /** Ends a link from this side. */
  close(link: ClientLink, now: number, wasUseless: boolean): void {
    this.push({ type: 'close', linkId: link.id });
    this.lost(link, now, wasUseless);
  }

  /** Ends everything until a person joins again. */
  end(reason: string, now: number): void {
    this.ended = reason;
    for (const link of [...this.links]) this.close(link, now, false);
  }

  /** Notes that a link asks for the session. */
  asks(link: ClientLink, now: number): void {
    for (const [id, at] of this.#asks) if (now - at >= limits.silenceMs) this.#asks.delete(id);
    this.#asks.set(link.id, now);
    link.enter('asked', now);
  }

  /**
   * Whether `superseded` on a link may be this client's own doing. What other links asked may have reached the hub in any order, and
   * late, but not later than a link can be silent.
   */
  mayHaveSuperseded(link: ClientLink, now: number): boolean {
    return [...this.#asks].some(([id, at]) => id !== link.id && now - at < limits.silenceMs);
  }

  playing(): ClientLink[] {
    return this.links.filter((link) => link.phase === 'playing');
  }

  /** Whether there is a seat to go back to. */
  get hasSession(): boolean {
    return this.credentials.hasToken && !this.sessionGone;
  }

  /** Whether a person has to type something before this client can go on. */
  get needsPerson(): boolean {
    if (this.hasSession || !this.hub) return false;
    return this.credentials.wish(this.hub.codeNeeded) === undefined;
  }
}
