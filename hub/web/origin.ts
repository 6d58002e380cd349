import type { IncomingMessage } from 'node:http';

/**
 * Whether a page of this origin may open a WebSocket here: only pages that came from the very host the request names, so that a page
 * of another site, open in a browser of the same network, cannot play in somebody's name. Programs send no Origin and may.
 * @param origin value of the Origin header (RFC 6454), undefined if there is none.
 */
export const sameOrigin = (
  origin: string | undefined,
  { headers }: Pick<IncomingMessage, 'headers'>,
): boolean => {
  if (origin === undefined) return true;
  try {
    const { protocol, host } = new URL(origin);
    return (protocol === 'http:' || protocol === 'https:') && host === headers.host?.toLowerCase();
  } catch {
    return false;
  }
};
