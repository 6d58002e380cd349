import type { Sealing } from '../protocol/client/sealing.ts';
import type { Decoding } from '../protocol/client/state-reader.ts';
import type { ClientEffect } from '../protocol/client/types.ts';
import type { LinkKind } from '../protocol/links.ts';
import type { Divergence } from './divergence.ts';
import type { OpenPhoneLink } from './phone-link.ts';
import type { Policy } from './policy.ts';
import type { Clock } from './radio/clock.ts';

/** How one simulated phone is set up. */
export interface PhoneOptions {
  readonly name: string;
  readonly code: string;
  /** The QR code's secret, in place of the code. */
  readonly secret?: string;
  /** The key of the hub's own screens, in place of either. */
  readonly hostKey?: string;
  /** Speaks without seals, to a hub that was told to take that. */
  readonly plain?: boolean;
  /** What it seals with; default: Node's cryptography and randomness. */
  readonly sealing?: Sealing;
  /** The radios it has, the one it begins with first. */
  readonly radios: ReadonlyMap<LinkKind, OpenPhoneLink>;
  /** Radios in use from the start; default: the first. */
  readonly kinds?: readonly LinkKind[];
  /** Hold links on two radios at once. */
  readonly dual?: boolean;
  readonly inputsPerSecond: number;
  readonly policy?: Policy;
  /** Start the match if this phone happens to be the host. Default true. */
  readonly startsMatch?: boolean;
  readonly colour?: number;
  /** Default: a player. */
  readonly role?: 'player' | 'watcher' | 'screen';
  /** Tokens of a session to go on with, as 32 hex digits each, the newest first. */
  readonly tokens?: readonly string[];
  /** Told of the tokens to keep for that; none when there is no session any more. */
  readonly remember?: (tokens: readonly string[]) => void;
  readonly decoding?: Decoding;
  readonly divergence?: Divergence;
  readonly clock?: Clock;
  readonly random01?: () => number;
  /** Told of every effect; for logs and tests. */
  readonly watch?: (effect: ClientEffect) => void;
}
