import { limits } from '../limits.ts';
import type { LinkMeasure } from '../link-policy.ts';
import type { LinkKind } from '../links.ts';
import type { PhoneJoin, PhoneResume } from '../sealed/handshake-phone.ts';
import type { Greeting } from '../sealed/keys.ts';
import type { SealedEnd } from '../sealed/seal.ts';
import type { KeptState, StateStore } from './state-store.ts';
import type { JoinWish } from './types.ts';

/** Times of a client's link in milliseconds; those of the protocol are in limits.ts. */
export const linkRules = {
  /** A hub that does not answer hello, join or resume in this time is given up. */
  answerMs: 5_000,
  /** A link that ends sooner than this after its welcome counts as a failed attempt. */
  shortLifeMs: 1_000,
  /** A hub answers whatever a phone sends, and pings a silent one every second: a link silent for longer than this is doubted, and a fresh one opened beside it. */
  doubtMs: 2_500,
  /** Round trips are measured this often while there is a choice of links. */
  probeMs: 1_000,
  /** Least time between two acknowledgements of states on a link (rule 8). */
  ackMs: 5_000,
  /** Least time between two resyncs on a link. */
  resyncMs: 500,
} as const;

/** How far a link has got: being opened, hello sent, hub known, join or resume sent, welcome received. */
type LinkPhase = 'connecting' | 'greeting' | 'greeted' | 'asked' | 'playing';

/** A handshake of a link that is to be sealed. */
type LinkHandshake =
  | { readonly type: 'join'; readonly run: PhoneJoin; readonly wish: JoinWish }
  | { readonly type: 'resume'; readonly run: PhoneResume };

/** What the client knows of one of its links. */
export class ClientLink {
  readonly id: number;
  readonly kind: LinkKind;
  /** When the present phase began. */
  since: number;
  #phase: LinkPhase = 'connecting';
  lastHeard: number;
  lastSent: number;
  /** A state has come on it: it is as good as it will get. */
  hasState = false;
  /** The token of the resume that was sent on it; undefined for a join. */
  askedWith: Uint8Array | undefined;
  /** Tokens, as hex, that the hub said on it that it does not know. */
  readonly refusedTokens = new Set<string>();
  /** The frame of its hello. */
  hello: Uint8Array = new Uint8Array(0);
  /** What both sides said in the clear, and the hub's share, on a link that is to be sealed. */
  greeting: (Greeting & { readonly share: Uint8Array }) | undefined;
  /** A handshake under way. */
  handshake: LinkHandshake | undefined;
  /** Everything goes through it, once it is there. */
  seal: SealedEnd | undefined;
  /** Highest input that went out on it. */
  sentUpTo = 0;
  /** States of the epoch that the hub last named on this link. */
  store: StateStore | undefined;
  /** The last state that came on this link: the hub's baseline even when it is too old to be kept. */
  baseline: KeptState | undefined;
  doubted = false;
  #lastAck = Number.NEGATIVE_INFINITY;
  #lastResync = Number.NEGATIVE_INFINITY;
  #ping: { readonly stamp: number; readonly at: number } | undefined;
  #lastPing: number;
  #rttMs: number | undefined;

  constructor(id: number, kind: LinkKind, now: number) {
    this.id = id;
    this.kind = kind;
    this.since = now;
    this.lastHeard = now;
    this.lastSent = now;
    this.#lastPing = now;
  }

  get phase(): LinkPhase {
    return this.#phase;
  }

  enter(phase: LinkPhase, now: number): void {
    this.#phase = phase;
    this.since = now;
  }

  heard(now: number): void {
    this.lastHeard = now;
    this.doubted = false;
  }

  /** @returns whether a state that came now is to be acknowledged. */
  ackDue(now: number): boolean {
    if (now - this.#lastAck < linkRules.ackMs) return false;
    this.#lastAck = now;
    return true;
  }

  /** @returns whether a state that cannot be read may be asked for whole. */
  resyncDue(now: number): boolean {
    if (now - this.#lastResync < linkRules.resyncMs) return false;
    this.#lastResync = now;
    return true;
  }

  /** @returns when the next ping goes out: after silence on this side, or regularly while links are compared. */
  pingAt(compared: boolean): number {
    const quiet = this.lastSent + limits.pingMs;
    return compared ? Math.min(quiet, this.#lastPing + linkRules.probeMs) : quiet;
  }

  pinged(stamp: number, now: number): void {
    this.#lastPing = now;
    this.#ping ??= { stamp, at: now };
  }

  /** @returns the round trip that this answer shows, if it answers what was asked. */
  ponged(stamp: number, now: number): number | undefined {
    if (this.#ping?.stamp !== stamp) return undefined;
    const rtt = now - this.#ping.at;
    this.#ping = undefined;
    this.#rttMs = this.#rttMs === undefined ? rtt : this.#rttMs + (rtt - this.#rttMs) / 4;
    return rtt;
  }

  measure(now: number): LinkMeasure {
    return { kind: this.kind, rttMs: this.#rttMs, waitingMs: this.#ping ? now - this.#ping.at : 0 };
  }
}
