import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { limits } from '../limits.ts';
import { lengthValue } from './cpace.ts';

const utf8 = new TextEncoder();
const KEYS = utf8.encode('partyline.v2 keys');
const TOKEN_ID = utf8.encode('partyline.v2 token id');

/** Stream and MAC keys, 32 bytes each. */
const KEY_BYTES = 32;

/** The two frames that came before anything secret, as they travelled. Whoever changed a bit of them changes every key. */
export interface Greeting {
  readonly hello: Uint8Array;
  readonly hub: Uint8Array;
}

/** Keys of one direction of one link. */
export interface DirectionKeys {
  readonly stream: Uint8Array;
  readonly mac: Uint8Array;
}

/** What phone and hub have in common after a handshake: plain data, so that a worker may hand it over. */
export interface Agreement {
  /** Shows that the phone has got the same keys. */
  readonly phoneTag: Uint8Array<ArrayBuffer>;
  /** Shows that the hub has. */
  readonly hubTag: Uint8Array<ArrayBuffer>;
  readonly phone: DirectionKeys;
  readonly hub: DirectionKeys;
}

/** @returns SHA-256 over frames, each behind its length. */
export const transcriptOf = (...frames: readonly Uint8Array[]): Uint8Array => sha256(lengthValue(...frames));

const infoOf = (label: Uint8Array, transcript: Uint8Array): Uint8Array => {
  const info = new Uint8Array(label.length + transcript.length);
  info.set(label);
  info.set(transcript, label.length);
  return info;
};

/**
 * The key schedule: HKDF-SHA256 (RFC 5869).
 * @param salt the token of a session that goes on; empty for a join.
 * @param secret what the key exchange gave.
 * @param transcript {@link transcriptOf} all that was sent so far.
 */
export const agree = (salt: Uint8Array, secret: Uint8Array, transcript: Uint8Array): Agreement => {
  const tag = limits.confirmBytes;
  const all = expand(
    sha256,
    extract(sha256, secret, salt),
    infoOf(KEYS, transcript),
    2 * tag + 4 * KEY_BYTES,
  );
  const cut = (at: number, length: number) => new Uint8Array(all.subarray(at, at + length));
  const keys = (at: number): DirectionKeys => ({
    stream: cut(at, KEY_BYTES),
    mac: cut(at + KEY_BYTES, KEY_BYTES),
  });
  return {
    phoneTag: cut(0, tag),
    hubTag: cut(tag, tag),
    phone: keys(2 * tag),
    hub: keys(2 * tag + 2 * KEY_BYTES),
  };
};

/** @returns the name under which a hub finds a token that is not told: 8 bytes. */
export const tokenId = (token: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(expand(sha256, extract(sha256, token, new Uint8Array(0)), TOKEN_ID, limits.tokenIdBytes));

/** @returns whether both are the same, in a time that does not tell where they differ. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  let differs = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) differs |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return differs === 0;
};
