/** What a load client tells: a state came, `bytes` long as WebSocket payload, and acknowledges inputs up to `seq` (undefined: unchanged). */
interface ClientEvents {
  state(bytes: number, seq: number | undefined): void;
}

/** One simulated player of the load, on whatever server. */
export interface LoadClient {
  /** Sends input number `seq` (from 1, below 65536), dx within -3..3, dy within -2..2. */
  input(seq: number, dx: number, dy: number): void;
  close(): void;
}

/** Opens a player on a server at this port; resolves when it is in the game. */
export type Connect = (port: number, events: ClientEvents) => Promise<LoadClient>;
