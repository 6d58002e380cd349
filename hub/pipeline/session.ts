import type { ErrorName } from '../../protocol/errors.ts';
import type { LinkKind } from '../../protocol/links.ts';
import type { HubMessage, MessageOf } from '../../protocol/messages.ts';
import type { SealedEnd } from '../../protocol/sealed/seal.ts';
import type { Role, RoomEvent } from '../room/room-state.ts';
import type { PakeJob } from '../sealed/pake-engine.ts';
import type { Link } from '../transport/port.ts';
import type { InputOrder } from './input-order.ts';
import type { Handshake } from './sealing.ts';
import type { Source } from './sources.ts';
import type { TokenBucket } from './token-bucket.ts';

/** What the hub knows of one link, joined or not. Times are milliseconds of the hub's clock. */
export interface LinkEntry {
  readonly link: Link;
  readonly source: Source;
  readonly openedAt: number;
  readonly frames: TokenBucket;
  heardAt: number;
  /** When it first said hello; undefined before that. */
  greetedAt: number | undefined;
  /** Feature bits of its hello; undefined before that. */
  features: number | undefined;
  /** How far it has got with a seal; undefined before its hello, on plain links, and once it is sealed. */
  handshake: Handshake | undefined;
  /** What its frames are sealed with; undefined before that, and for good on a plain link. */
  seal: SealedEnd | undefined;
  session: Session | undefined;
  /** Of its welcome. */
  token: Uint8Array | undefined;
  attachedAt: number;
  rttMs: number | undefined;
  /** When the oldest ping without an answer was sent. */
  pingedAt: number | undefined;
  lastPingAt: number;
  /** States wait until something is heard again. */
  held: boolean;
  /** It has ended, or is being ended: nothing that it still does counts. */
  gone: boolean;
}

/** One player (or screen) across all the links it had, has and will have. */
export interface Session {
  readonly member: number;
  /** The newest: changes with each welcome over a sealed link. */
  token: Uint8Array;
  /** Good as well until the phone has shown that it has the newest. */
  formerToken: Uint8Array | undefined;
  /** Began over a plain link, and goes on over such alone. */
  readonly plain: boolean;
  readonly name: string;
  readonly role: Role;
  /** The name as it was typed, cleaned. */
  readonly typed: string;
  /** Where its newest link came from. */
  source: Source;
  /** It has shown the host key. */
  readonly trusted: boolean;
  readonly order: InputOrder;
  readonly talk: TokenBucket;
  readonly inputs: TokenBucket;
  readonly resyncs: TokenBucket;
  /** Links that are up, the oldest first. */
  readonly links: LinkEntry[];
  /** The one that carries the states. */
  route: LinkEntry | undefined;
  /** The link that the states are about to leave: they go over it too until the phone has acknowledged one on the route. */
  leaving: LinkEntry | undefined;
  /** Radio that the room shows; undefined before the first route. */
  radio: LinkKind | undefined;
  /** Since when no link is up; undefined while one is. */
  awaySince: number | undefined;
}

/** What the sessions want done. The order of effects is the order in which they must be done. */
export type SessionEffect =
  | { readonly type: 'send'; readonly link: Link; readonly message: HubMessage }
  /** Answer this beside the ticks; the book is told what came of it. */
  | { readonly type: 'pake'; readonly entry: LinkEntry; readonly job: PakeJob }
  /** All that is sent from now on is sealed. */
  | { readonly type: 'seal'; readonly link: Link; readonly end: SealedEnd }
  /** Send the error, if there is one, then end the link. */
  | {
      readonly type: 'close';
      readonly link: Link;
      readonly error: ErrorName | undefined;
      readonly detail: string;
    }
  /** From now on states of this member go over this link; `known` is a state which the phone still has. */
  | {
      readonly type: 'route';
      readonly member: number;
      readonly link: Link;
      readonly known: { readonly epoch: number; readonly tick: number } | undefined;
      /** They go on over the link of before as well, until `settle`. */
      readonly beside: boolean;
    }
  /** States go over the route alone. */
  | { readonly type: 'settle'; readonly member: number }
  /** The member's states go nowhere: it is away or has left. */
  | { readonly type: 'unroute'; readonly member: number }
  | { readonly type: 'resync'; readonly link: Link }
  /** The code, or whether somebody guesses it, is not what it was. */
  | { readonly type: 'invitation'; readonly invitation: MessageOf<'invite'> }
  /** The phone does not answer: states for it are kept back (the newest only) until it is heard again. */
  | { readonly type: 'hold'; readonly link: Link }
  | { readonly type: 'release'; readonly link: Link }
  | { readonly type: 'room'; readonly event: RoomEvent };

/** What happened so far, for /metrics. */
export interface SessionCounters {
  inputsAccepted: number;
  inputsDuplicate: number;
  malformedFrames: number;
  /** Messages of a newer version, which ask nothing of this hub. */
  ignoredFrames: number;
  refused: Partial<Record<ErrorName, number>>;
  joins: number;
  resumes: number;
  /** How often states were held back from a phone that did not answer. */
  holds: number;
}
