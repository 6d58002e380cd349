/** HMAC-SHA256 under one key over a counter (u32) and some bytes. @returns 32 bytes, good until the next call of this or any other. */
export type FrameMac = (counter: number, bytes: Uint8Array) => Uint8Array;

/** A key pair of X25519 (RFC 7748); what the secret is, the implementation alone knows. */
export interface KeyShare {
  /** What the other side is told: 32 bytes. */
  readonly share: Uint8Array<ArrayBuffer>;
  /**
   * @returns the secret in common with whoever made the other share: 32 bytes.
   * @throws ProtocolError `badSeal` if it is all zeros, which no honest share makes.
   */
  with(other: Uint8Array): Uint8Array<ArrayBuffer>;
}

/**
 * The few operations that are worth an implementation for each place: everywhere {@link pure}, in Node its own. All give the same
 * bytes, which the vectors of test/vectors/sealed.json show.
 */
export interface Primitives {
  /** @param secret 32 random bytes. */
  keyShare(secret: Uint8Array): KeyShare;
  /** @returns `length` bytes of the ChaCha20 key stream (RFC 8439, nonce of zeros), from its 64-byte block number `block` on. */
  keystream(key: Uint8Array, block: number, length: number): Uint8Array;
  frameMac(key: Uint8Array): FrameMac;
}

/** Where random bytes come from. */
export type RandomBytes = (count: number) => Uint8Array;
