import type { Socket } from 'node:net';
import { z } from 'zod';

/** What a load client tells: a state came, which acknowledges inputs up to `seq` (undefined: unchanged). */
interface ClientEvents {
  state(seq: number | undefined): void;
}

/** One simulated player of the load, on whatever server. */
export interface LoadClient {
  /** Sends input number `seq` (from 1, below 65536), dx within -3..3, dy within -2..2. */
  input(seq: number, dx: number, dy: number): void;
  /** Bytes that came from the server so far, as they travelled: heads of messages and whatever seals them included. */
  received(): number;
  close(): void;
}

/** Opens a player on a server at this port; resolves when it is in the game. */
export type Connect = (port: number, events: ClientEvents) => Promise<LoadClient>;

const overTls = z.object({ _handle: z.object({ _parent: z.object({ bytesRead: z.number() }) }) });

/**
 * @returns bytes that a socket has read from the network. A TLS socket says how many it has opened; those that travelled are known to the
 * handle below it alone, which Node has no name for.
 */
export const bytesBelow = (socket: Socket): number =>
  'encrypted' in socket ? overTls.parse(socket)._handle._parent.bytesRead : socket.bytesRead;
