import { isLocalAddress } from './remote.ts';

/** What the transports over sockets have in common. */
export interface SocketTransportOptions {
  /** Let phones in from outside the own network. */
  readonly allowRemote?: boolean;
  /** Tells the own network from the rest. Default: `isLocalAddress`. */
  readonly isLocal?: (address: string | undefined) => boolean;
  /** Links at once; what comes above is told that the room is full. Default 1200. */
  readonly maxLinks?: number;
  /** Time in milliseconds for what was taken to reach a phone whose link is being closed. Default 400. */
  readonly flushMs?: number;
  /** Milliseconds of a clock that does not go back. */
  readonly now?: () => number;
}

export const socketDefaults = {
  allowRemote: false,
  isLocal: isLocalAddress,
  maxLinks: 1_200,
  flushMs: 400,
  now: () => performance.now(),
} as const satisfies Required<SocketTransportOptions>;
