import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import { WaitingLine, type WaitingRules } from '../transport/waiting-line.ts';

export interface DoorwayRules {
  /** Of all kinds at once; what comes above is dropped unheard. */
  readonly connections: number;
  /** Of those that are no WebSocket. */
  readonly waiting: WaitingRules;
}

/**
 * How many connections there may be on the port of the pages. A phone opens at most six, for a second; a WebSocket no longer waits.
 * 700 that wait take some 15 MB at their worst, and 2,000 leave as many again for links as the transport lets in (1,200).
 */
const doorwayRules: DoorwayRules = {
  connections: 2_000,
  waiting: { perAddress: 64, inAll: 700, newMs: 1_000 },
};

/** What the doorway did, for /metrics. */
interface DoorwayCounters {
  /** Connections that had to go because too many waited. */
  crowdedOut: number;
  /** Connections above all limits, dropped unheard. */
  dropped: number;
  /** Failures of the listening socket itself, such as no descriptor being left. */
  serverErrors: number;
}

/** Who has come in and is no WebSocket yet. */
export interface Doorway {
  readonly counters: DoorwayCounters;
  /** How many there are. */
  readonly size: number;
  /** Follows what becomes of connections on a server behind the port. */
  follow(inner: HttpServer | HttpsServer): void;
  /** Ends all that wait; WebSockets belong to their transport. */
  empty(): void;
}

/** The same for a socket and for the TLS that runs on it. Undefined once the other side is gone. */
const keyOf = ({ remoteAddress, remotePort }: Socket): string | undefined =>
  remoteAddress === undefined ? undefined : `${remoteAddress} ${remotePort}`;

/** Bounds the connections of a server that listens for strangers. @param failed told of failures of the listening socket. */
export const guardDoorway = (
  server: Server,
  failed: (error: unknown) => void,
  { connections, waiting } = doorwayRules,
  now: () => number = () => performance.now(),
): Doorway => {
  const line = new WaitingLine<Socket>(waiting, now);
  const counters: DoorwayCounters = { crowdedOut: 0, dropped: 0, serverErrors: 0 };
  server.maxConnections = connections;
  server.on('drop', () => {
    counters.dropped += 1;
  });
  // What goes wrong before is for whoever opens the port. From then on, for as long as it lives: without a listener, a port that runs out
  // of descriptors would end the hub.
  server.once('listening', () => {
    server.on('error', (error) => {
      counters.serverErrors += 1;
      failed(error);
    });
  });
  server.prependListener('connection', (socket: Socket) => {
    const key = keyOf(socket);
    if (key === undefined) {
      socket.destroy();
      return;
    }
    socket.once('close', () => line.leave(key, socket));
    for (const one of line.enter(key, socket.remoteAddress ?? '', socket)) {
      counters.crowdedOut += 1;
      one.destroy();
    }
  });
  return {
    counters,
    get size() {
      return line.size;
    },
    follow: (inner) => {
      inner.on('request', ({ socket }, response) => {
        const key = keyOf(socket);
        if (key === undefined) return;
        line.answering(key, 1);
        response.once('close', () => line.answering(key, -1));
      });
      inner.on('upgrade', ({ socket }) => {
        const key = keyOf(socket);
        if (key !== undefined) line.leave(key);
      });
    },
    empty: () => {
      for (const socket of line.connections()) socket.destroy();
    },
  };
};
