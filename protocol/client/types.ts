import type { GameDescriptor } from '../descriptor.ts';
import type { ErrorName } from '../errors.ts';
import type { Input } from '../inputs.ts';
import type { LinkKind } from '../links.ts';
import type { MessageOf } from '../messages.ts';
import type { SeenState } from '../state-codec.ts';
import type { Sealing } from './sealing.ts';

/** What a person types to join, kept so that the same person can join again without being asked. */
export interface JoinWish {
  /** The join code; empty where the hub needs none. */
  readonly code: string;
  /** The QR code's secret, if the person scanned it. It is better than the code, and takes its place. */
  readonly secret?: string;
  readonly name: string;
  readonly role: MessageOf<'join'>['role'];
  readonly colour: number;
  /** Proof of being the hub's own screen; empty for phones. */
  readonly hostKey: string;
}

/** What a client should keep over a reload, as JSON: with it the session goes on (rule 2). */
export interface ClientMemory {
  /** Resume token as 32 hex digits, if there is a session. */
  readonly token: string | undefined;
  /** Tokens of before, the newest first: tried when the hub does not know that one. */
  readonly spareTokens?: readonly string[];
  readonly join: JoinWish | undefined;
}

/**
 * Where the client stands. `codeNeeded`: a person has to type something; `waiting`: the hub said not now and is asked again;
 * `resuming`: there is a seat and no link; `ended`: nothing more happens until the next `join`.
 */
export type ClientStatus = 'connecting' | 'codeNeeded' | 'waiting' | 'playing' | 'resuming' | 'ended';

/** What the owner of the session tells it. Link numbers are those of the `connect` effects. */
export type ClientEvent =
  | { readonly type: 'start' }
  | { readonly type: 'linkUp'; readonly linkId: number }
  | { readonly type: 'frame'; readonly linkId: number; readonly frame: Uint8Array }
  /** The link ended or could not be opened. `cause` is for the log. */
  | { readonly type: 'linkDown'; readonly linkId: number; readonly cause: string }
  /** Which radios there are, the preferred one first. A link on a radio not named is given up once another one works. */
  | { readonly type: 'kinds'; readonly kinds: readonly LinkKind[] }
  | { readonly type: 'join'; readonly join: JoinWish }
  /** What links are sealed with is there now; until then a session that does not speak plain waits. */
  | { readonly type: 'sealing'; readonly sealing: Sealing }
  | { readonly type: 'input'; readonly input: Input }
  | { readonly type: 'chat'; readonly text: string }
  | { readonly type: 'emote'; readonly emote: number }
  | ({ readonly type: 'command' } & Omit<MessageOf<'command'>, 'type'>)
  /** `nextWakeMs` has come. */
  | { readonly type: 'wake' }
  /** The screen is looked at again: links may have died unseen, so a fresh one is opened beside them. */
  | { readonly type: 'foreground' }
  | { readonly type: 'leave' };

/** What the session asks its owner to do, in this order. */
export type ClientEffect =
  /** Open a link; answer with `linkUp`, or `linkDown` if it cannot be. */
  | { readonly type: 'connect'; readonly linkId: number; readonly kind: LinkKind }
  | { readonly type: 'send'; readonly linkId: number; readonly frame: Uint8Array }
  /** Bluetooth only: the ATT MTU as the hub has it and, once there is one, the slot to play on (rule 11). Comes before the first frame that needs it. */
  | {
      readonly type: 'tune';
      readonly linkId: number;
      readonly attMtu: number;
      readonly slot: number | undefined;
    }
  /** End the link; nothing more is expected from it, not even `linkDown`. */
  | { readonly type: 'close'; readonly linkId: number }
  | { readonly type: 'hub'; readonly hub: MessageOf<'hub'> }
  | { readonly type: 'welcome'; readonly welcome: MessageOf<'welcome'>; readonly linkId: number }
  | { readonly type: 'game'; readonly epoch: number; readonly descriptor: GameDescriptor }
  /** The hub plays a game that this client cannot read; until the next `game` there are no states. */
  | { readonly type: 'unreadable'; readonly reason: string }
  /** A state newer than all before it. `applied`: the highest input that is in it. */
  | {
      readonly type: 'state';
      readonly epoch: number;
      readonly tick: number;
      readonly view: SeenState;
      readonly applied: number;
      readonly linkId: number;
    }
  /** An input that a person made has got its number. */
  | { readonly type: 'numbered'; readonly sequence: number; readonly input: Input }
  | { readonly type: 'status'; readonly status: ClientStatus; readonly reason: string }
  | {
      readonly type: 'error';
      readonly name: ErrorName | 'unknown';
      readonly sentence: string;
      readonly retryMs: number;
    }
  /** A ping of this side was answered. */
  | { readonly type: 'roundTrip'; readonly linkId: number; readonly rttMs: number }
  | { readonly type: 'said'; readonly member: number; readonly text: string }
  | { readonly type: 'showed'; readonly member: number; readonly emote: number }
  /** For a screen with the host's rights. */
  | MessageOf<'invite'>
  | { readonly type: 'remember'; readonly memory: ClientMemory };
