import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';

/** First byte of a TLS connection: a handshake record (RFC 8446 section 5.1). No HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16;
/** For whoever connects and then says nothing. */
const SILENCE_MS = 10_000;

/**
 * One port for both: a connection that begins like TLS is the secure server's, any other the plain one's. So one address and one number are
 * enough for phones, whichever of the two they type. Neither server listens by itself.
 * @param secure may still be on its way: such connections wait; undefined ends them.
 */
export const eitherServer = (plain: HttpServer, secure: Promise<HttpsServer | undefined>): Server => {
  // Node begins to look for requests that take too long when a server listens, which these never do.
  plain.emit('listening');
  secure.then((server) => server?.emit('listening'));
  return createServer((socket: Socket) => {
    const timer = setTimeout(() => socket.destroy(), SILENCE_MS);
    const given = (server: HttpServer | HttpsServer | undefined): void => {
      if (socket.destroyed) return;
      if (!server) {
        socket.destroy();
        return;
      }
      server.emit('connection', socket);
      process.nextTick(() => socket.resume());
    };
    socket.on('error', () => socket.destroy());
    socket.once('close', () => clearTimeout(timer));
    socket.once('data', (first: Buffer) => {
      clearTimeout(timer);
      socket.pause();
      socket.unshift(first);
      if (first[0] === TLS_HANDSHAKE) secure.then(given);
      else given(plain);
    });
  });
};
