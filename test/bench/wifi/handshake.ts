/** What one end of a link does to frames. */
export interface WireEnd {
  seal(frame: Uint8Array): Uint8Array;
  open(frame: Uint8Array): Uint8Array;
}

/** Gets a load client into a hub: what comes is given to it until it has an end. */
export interface Handshake {
  /** What to send first. */
  readonly hello: Uint8Array;
  readonly end: WireEnd | undefined;
  /** @returns what to answer, if anything. @throws Error with the hub's sentence if it refuses. */
  take(frame: Uint8Array): Uint8Array | undefined;
}
