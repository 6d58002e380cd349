import type { Observable } from 'rxjs';
import type { LinkKind } from '../../protocol/links.ts';

/** Why a link ended. `left` the other side said so; `lost` it vanished; `hub` this side closed it, for the reason in `detail`. */
export type CloseCause = 'left' | 'lost' | 'malformed' | 'overflow' | 'hub';

export interface LinkClosed {
  readonly cause: CloseCause;
  /** For the log: an ATT, HCI, WebSocket or socket reason in words. */
  readonly detail: string;
}

/**
 * One phone on one radio. Everything right of this port does not know which.
 * Order is kept both ways and a frame arrives whole or not at all; what is lost, is lost with the link.
 */
export interface Link {
  /** Unique in the life of the hub, such as `ble-3`. */
  readonly id: string;
  readonly kind: LinkKind;
  /** The other side, for the log only: phones change their addresses. */
  readonly remote: string;
  /** Address that the link comes from, without a port: what is bounded for each source is counted by it. Missing within this process. */
  readonly source?: string;
  /** Largest frame that can be sent here, in bytes. */
  readonly maxPayload: number;
  /** ATT MTU in force; 0 where there is none. */
  readonly attMtu: number;
  /** @returns bytes before a frame of this length in which the link can put a head of its own: who leaves them free spares it a copy. Default none. */
  headroom?(length: number): number;
  /** Slots that nobody has yet on the adapter of this link; only where slots are needed. */
  readonly slotsFree?: number;
  /** Whole frames from the phone, hot, for one subscriber; those that came before it subscribed are kept (bounded). Completes at the end of the link, never errors. */
  readonly frames$: Observable<Uint8Array>;
  /** One value, then completes; replayed to late subscribers. */
  readonly closed$: Observable<LinkClosed>;
  /** Emits whenever credit came back after `trySend` had refused. */
  readonly writable$: Observable<void>;
  /**
   * Sends a frame if there is credit. Credit is small on purpose: what waits here is old, so a link takes only as much as
   * keeps its radio busy, and the newest state is chosen when it has room.
   * @param headroom bytes at the front of `frame` that are not of it but the link's to write in; 0, or what {@link headroom} says for its length.
   * @returns false, having taken nothing, when there is no credit or the link is closed.
   */
  trySend(frame: Uint8Array, headroom?: number): boolean;
  /**
   * Reserves what the phone will play on, for as long as the link lives; calling again gives the same answer.
   * @returns 1..16 for a Bluetooth player characteristic, 0 where none is needed, undefined when all are taken.
   */
  claimSlot(): number | undefined;
  /** Sends what was taken by `trySend` (for at most a short bounded time), then ends the link. Idempotent. */
  close(detail: string): void;
}

/** A way in for phones. `links$` is hot and emits each link once, when it is open. */
export interface Transport {
  readonly kind: LinkKind;
  readonly links$: Observable<Link>;
  /** Counters for /metrics, by name, such as `attErrors`. */
  readonly counters: Readonly<Record<string, number>>;
  /** Ends every link and frees what the transport holds. Idempotent; resolves in under a second. */
  stop(): Promise<void>;
}
