import { atPace } from '../support/pace.ts';
import { Sockets } from '../support/sockets.ts';
import type { Flood } from '../support/target.ts';

const MOST = 1_400;

/** Connections to the port for makers that say nothing. */
export const silentTcp: Flood = {
  name: 'silent-tcp',
  about: `${MOST} TCP connections that say nothing, opened again when they are closed`,
  start: async (target, signal) => {
    const sockets = new Sockets(target, MOST);
    await atPace({ perSecond: 500, most: 30_000 }, signal, () => {
      sockets.call(target.tcp, () => undefined);
    });
    return sockets.end();
  },
};
