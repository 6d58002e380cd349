import { atPace } from '../support/pace.ts';
import { Sockets } from '../support/sockets.ts';
import type { Flood } from '../support/target.ts';

const MOST = 1_200;
/** The begin of a ClientHello of 512 bytes (RFC 8446 sections 4.1.2 and 5.1): record, handshake, version, and nothing of what must follow. */
export const HALF_HELLO = Buffer.from([
  0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, 1, 2, 3,
]);

/** TLS handshakes that are begun and left. */
export const halfOpenTls: Flood = {
  name: 'half-open-tls',
  about: `${MOST} TLS handshakes that stop in the middle of the first message`,
  start: async (target, signal) => {
    const sockets = new Sockets(target, MOST);
    await atPace({ perSecond: 300, most: 20_000 }, signal, () => {
      sockets.call(target.http, (socket) => socket.write(HALF_HELLO));
    });
    return sockets.end();
  },
};
