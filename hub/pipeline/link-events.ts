import { catchError, concat, map, mergeMap, type Observable, type OperatorFunction, of } from 'rxjs';
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

/** Links from every transport -> one stream of what they do. */
export const linkEvents = (): OperatorFunction<Link, LinkEvent> => (links$: Observable<Link>) =>
  links$.pipe(
    mergeMap((link) =>
      concat(
        of<LinkEvent>({ type: 'opened', link }),
        link.frames$.pipe(
          map((frame) => read(link, frame)),
          catchError((): Observable<LinkEvent> => of()),
        ),
        link.closed$.pipe(map((closed): LinkEvent => ({ type: 'closed', link, closed }))),
      ),
    ),
  );
