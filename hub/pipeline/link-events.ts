import { Observable, type OperatorFunction, Subscription } from 'rxjs';
import { decodeFromPhone } from '../../protocol/codec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { PhoneMessage } from '../../protocol/messages.ts';
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

/**
 * Links from every transport -> one stream of what they do. Written out, as {@link carryOut} is: every frame of every phone passes here.
 * `closed$` of a link comes after the last of its frames (hub/transport/port.ts), so the order within a link is kept.
 */
export const linkEvents = (): OperatorFunction<Link, LinkEvent> => (links$) =>
  new Observable((subscriber) => {
    const subscriptions = new Subscription();
    subscriptions.add(
      links$.subscribe({
        next: (link) => {
          subscriber.next({ type: 'opened', link });
          const listening = new Subscription();
          subscriptions.add(listening);
          listening.add(link.frames$.subscribe((frame) => subscriber.next(read(link, frame))));
          listening.add(
            link.closed$.subscribe((closed) => {
              subscriptions.remove(listening);
              subscriber.next({ type: 'closed', link, closed });
            }),
          );
        },
        error: (error) => subscriber.error(error),
      }),
    );
    return subscriptions;
  });
