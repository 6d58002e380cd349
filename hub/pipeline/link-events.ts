import { EMPTY, Observable, type OperatorFunction, Subscription } from 'rxjs';
import { decodeFromPhone } from '../../protocol/codec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { messages, type PhoneMessage } from '../../protocol/messages.ts';
import type { Link, LinkClosed } from '../transport/port.ts';

/** What links do, in one stream: the order within a link is kept. */
export type LinkEvent =
  | { readonly type: 'opened'; readonly link: Link }
  | { readonly type: 'message'; readonly link: Link; readonly message: PhoneMessage }
  | { readonly type: 'refused'; readonly link: Link; readonly error: ProtocolError }
  | { readonly type: 'closed'; readonly link: Link; readonly closed: LinkClosed };

const read = (link: Link, frame: Uint8Array): LinkEvent => {
  try {
    return { type: 'message', link, message: decodeFromPhone(frame) };
  } catch (error) {
    if (error instanceof ProtocolError) return { type: 'refused', link, error };
    throw error;
  }
};

/** When frames with inputs may wait unread, and when they must be read. */
export interface InputsWait {
  readonly may: (link: Link) => boolean;
  readonly end$: Observable<unknown>;
}

/** Frames that wait at most; more than a thousand phones send in a tick. */
const MOST_WAITING = 4_096;

/** What no input can change and what changes no input: it need not wait for those before it. */
const apart: ReadonlySet<PhoneMessage['type']> = new Set(['ping', 'pong', 'ack']);

const never: InputsWait = { may: () => false, end$: EMPTY };

/**
 * Links from every transport -> one stream of what they do. Written out, as {@link carryOut} is: every frame of every phone passes here.
 * `closed$` of a link comes after the last of its frames (hub/transport/port.ts), so the order within a link is kept.
 * @param wait lets inputs, which a tick takes in together, be read together: hundreds in a row cost a third of what they cost one by one.
 * Nothing overtakes them but pings and acknowledgements.
 */
export const linkEvents =
  (wait: InputsWait = never): OperatorFunction<Link, LinkEvent> =>
  (links$) =>
    new Observable((subscriber) => {
      const subscriptions = new Subscription();
      let waiting: { readonly link: Link; readonly frame: Uint8Array }[] = [];
      const readWaiting = (): void => {
        if (waiting.length === 0) return;
        const frames = waiting;
        waiting = [];
        for (const { link, frame } of frames) subscriber.next(read(link, frame));
      };
      const take = (link: Link, frame: Uint8Array): void => {
        if (frame[0] === messages.input.id && wait.may(link)) {
          waiting.push({ link, frame });
          if (waiting.length >= MOST_WAITING) readWaiting();
          return;
        }
        const event = read(link, frame);
        if (event.type !== 'message' || !apart.has(event.message.type)) readWaiting();
        subscriber.next(event);
      };
      subscriptions.add(wait.end$.subscribe(readWaiting));
      subscriptions.add(
        links$.subscribe({
          next: (link) => {
            subscriber.next({ type: 'opened', link });
            const listening = new Subscription();
            subscriptions.add(listening);
            listening.add(link.frames$.subscribe((frame) => take(link, frame)));
            listening.add(
              link.closed$.subscribe((closed) => {
                subscriptions.remove(listening);
                readWaiting();
                subscriber.next({ type: 'closed', link, closed });
              }),
            );
          },
          error: (error) => subscriber.error(error),
        }),
      );
      return subscriptions;
    });
