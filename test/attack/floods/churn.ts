import { atPace } from '../support/pace.ts';
import { Sockets } from '../support/sockets.ts';
import type { Flood } from '../support/target.ts';
import { upgradeRequest } from '../support/websocket-bytes.ts';

/** Connections that are reset at once: bare, in the middle of an upgrade, on both ports. */
export const churn: Flood = {
  name: 'churn',
  about: '600 connections a second that are reset at once, on both ports',
  start: async (target, signal) => {
    const sockets = new Sockets(target, 300);
    const host = `${target.host}:${target.http}`;
    await atPace({ perSecond: 600, most: 60_000 }, signal, (n) => {
      sockets.call(n % 2 === 0 ? target.tcp : target.http, (socket) => {
        if (n % 3 === 0) return sockets.drop(socket);
        socket.write(n % 2 === 0 ? Buffer.from([9, 1, 1]) : upgradeRequest(host));
        // Once on its way, and once as soon as the hub has answered.
        if (n % 3 === 1) setImmediate(() => sockets.drop(socket));
        else {
          socket.once('data', () => sockets.drop(socket));
          socket.setTimeout(1_000, () => sockets.drop(socket));
        }
      });
    });
    return sockets.end();
  },
};
