import { Observable, type OperatorFunction, Subscriber, Subscription } from 'rxjs';
import { decodeFromPhone, isForLater } from '../../protocol/codec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { messages, type PhoneMessage } from '../../protocol/messages.ts';
import type { SealedEnd } from '../../protocol/sealed/seal.ts';
import type { Link, LinkClosed } from '../transport/port.ts';
import type { LinkEntry } from './session.ts';

/** A link, and beside it what the sessions know of it, so that no frame has to look that up. */
interface Source {
  readonly link: Link;
  /** Set and read by the sessions alone. */
  entry: LinkEntry | undefined;
  /** Opens what comes, as soon as the sessions have set it. */
  seal: SealedEnd | undefined;
}

/** What links do, in one stream: the order within a link is kept. `at` is when it was seen, in whole milliseconds. */
export type LinkEvent =
  | { readonly type: 'opened'; readonly source: Source; readonly at: number }
  | { readonly type: 'message'; readonly source: Source; readonly at: number; readonly message: PhoneMessage }
  /** A message of a newer version, which asks nothing of this hub. */
  | { readonly type: 'ignored'; readonly source: Source; readonly at: number }
  | { readonly type: 'refused'; readonly source: Source; readonly at: number; readonly error: ProtocolError }
  | { readonly type: 'closed'; readonly source: Source; readonly at: number; readonly closed: LinkClosed };

const read = (source: Source, frame: Uint8Array, at: number): LinkEvent => {
  if (isForLater(frame)) return { type: 'ignored', source, at };
  try {
    return { type: 'message', source, at, message: decodeFromPhone(frame) };
  } catch (error) {
    if (error instanceof ProtocolError) return { type: 'refused', source, at, error };
    throw error;
  }
};

export interface LinkEventsOptions {
  /** The time in whole milliseconds. */
  readonly now: () => number;
  /**
   * Whether inputs of this link may wait unread: those that a tick takes in together are read together, since hundreds in a row cost a
   * third of what they cost one by one. Nothing overtakes them but pings and acknowledgements.
   */
  readonly mayWait: (source: Source) => boolean;
  /** What waits must be read now. */
  readonly read$: Observable<unknown>;
}

/** Frames that wait at most: enough for what reading them together saves, and few enough that a tick need not begin with a long row of them. */
const MOST_WAITING = 128;

const INPUT = messages.input.id;

/** What no input can change and what changes no input: it need not wait for those before it. */
const apart: ReadonlySet<PhoneMessage['type']> = new Set(['ping', 'pong', 'ack']);

/**
 * Reads the frames of one link. A subscriber of its own kind instead of a function for RxJS to wrap: each object between the link and
 * `take` is one more that is not in the cache when the next input of that phone comes.
 */
class FrameReader extends Subscriber<Uint8Array> implements Source {
  readonly link: Link;
  entry: LinkEntry | undefined;
  seal: SealedEnd | undefined;
  readonly #take: (source: Source, frame: Uint8Array) => void;

  constructor(link: Link, take: (source: Source, frame: Uint8Array) => void) {
    super();
    this.link = link;
    this.entry = undefined;
    this.seal = undefined;
    this.#take = take;
  }

  override next(frame: Uint8Array): void {
    if (!this.closed) this.#take(this, frame);
  }
}

/**
 * Links from every transport -> one stream of what they do. Written out, as {@link carryOut} is: every frame of every phone passes here.
 * `closed$` of a link comes after the last of its frames (hub/transport/port.ts), so the order within a link is kept.
 */
export const linkEvents =
  ({ now, mayWait, read$ }: LinkEventsOptions): OperatorFunction<Link, LinkEvent> =>
  (links$) =>
    new Observable((subscriber) => {
      const subscriptions = new Subscription();
      let waiting: { readonly source: Source; readonly frame: Uint8Array }[] = [];
      const readWaiting = (): void => {
        if (waiting.length === 0) return;
        const frames = waiting;
        waiting = [];
        const at = now();
        for (const { source, frame } of frames) subscriber.next(read(source, frame, at));
      };
      const take = (source: Source, sealed: Uint8Array): void => {
        const at = now();
        let frame = sealed;
        try {
          if (source.seal) frame = source.seal.open(sealed);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          readWaiting();
          return subscriber.next({ type: 'refused', source, at, error });
        }
        if (frame[0] === INPUT && mayWait(source)) {
          waiting.push({ source, frame });
          if (waiting.length >= MOST_WAITING) readWaiting();
          return;
        }
        const event = read(source, frame, at);
        if (waiting.length > 0 && !(event.type === 'message' && apart.has(event.message.type))) readWaiting();
        subscriber.next(event);
      };
      subscriptions.add(read$.subscribe(readWaiting));
      subscriptions.add(
        links$.subscribe({
          next: (link) => {
            const source = new FrameReader(link, take);
            subscriber.next({ type: 'opened', source, at: now() });
            const listening = new Subscription();
            subscriptions.add(listening);
            listening.add(link.frames$.subscribe(source));
            listening.add(
              link.closed$.subscribe((closed) => {
                subscriptions.remove(listening);
                readWaiting();
                subscriber.next({ type: 'closed', source, at: now(), closed });
              }),
            );
          },
          error: (error) => subscriber.error(error),
        }),
      );
      return subscriptions;
    });
