import { atPace } from '../support/pace.ts';
import { Sockets } from '../support/sockets.ts';
import type { Flood } from '../support/target.ts';
import { upgradeRequest } from '../support/websocket-bytes.ts';

const MOST = 1_400;

/** WebSockets that are opened and say nothing. */
export const silentWebSockets: Flood = {
  name: 'silent-websockets',
  about: `${MOST} WebSockets that say nothing, opened again when they are closed`,
  start: async (target, signal) => {
    const sockets = new Sockets(target, MOST);
    const host = `${target.host}:${target.http}`;
    await atPace({ perSecond: 700, most: 30_000 }, signal, () => {
      sockets.call(target.http, (socket) => socket.write(upgradeRequest(host)));
    });
    return sockets.end();
  },
};
