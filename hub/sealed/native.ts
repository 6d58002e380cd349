import { createCipheriv, createPrivateKey, createPublicKey, diffieHellman, hash } from 'node:crypto';
import { ProtocolError } from '../../protocol/errors.ts';
import type { FrameMac, KeyShare, Primitives } from '../../protocol/sealed/primitives.ts';

/** As JSON keys: OpenSSL takes ten times as long to find its way into the DER form. */
const CURVE = { kty: 'OKP', crv: 'X25519' } as const;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

const keyShare = (secret: Uint8Array): KeyShare => {
  // The public half must be there, and is not looked at.
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: { ...CURVE, d: base64(secret), x: base64(secret) },
  });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    share: new Uint8Array(Buffer.from(x, 'base64url')),
    with: (other) => {
      try {
        const publicKey = createPublicKey({ format: 'jwk', key: { ...CURVE, x: base64(other) } });
        return new Uint8Array(diffieHellman({ privateKey, publicKey }));
      } catch {
        throw new ProtocolError('badSeal', 'a share of low order');
      }
    },
  };
};

/** OpenSSL wants the number of the first block before the nonce. */
const COUNTER_AND_NONCE = 16;

const keystream = (key: Uint8Array, block: number, length: number): Uint8Array => {
  const start = Buffer.alloc(COUNTER_AND_NONCE);
  start.writeUInt32LE(block, 0);
  return createCipheriv('chacha20', key, start).update(new Uint8Array(length));
};

/** Block and digest of SHA-256 in bytes; inner and outer pad of HMAC (RFC 2104). */
const BLOCK = 64;
const DIGEST = 32;
const INNER = 0x36;
const OUTER = 0x5c;
const HEAD = 4;

const padded = (key: Uint8Array, pad: number): Uint8Array =>
  new Uint8Array(BLOCK).map((_zero, i) => (key[i] ?? 0) ^ pad);

/** What is hashed stands here, that of all links: a room of its own for each would be out of the cache when its next frame comes. */
let inner = Buffer.alloc(4_096);
const outer = Buffer.alloc(BLOCK + DIGEST);
const digest = Buffer.alloc(DIGEST);

/** Beginnings of {@link inner} by their length, for most frames: such a piece costs as much to make as to hash. */
const SHORT = 512;
let beginnings: (Buffer | undefined)[] = Array(SHORT);

const beginning = (length: number): Buffer => {
  if (length > inner.length) {
    inner = Buffer.alloc(2 * length);
    beginnings = Array(SHORT);
  }
  if (length >= SHORT) return inner.subarray(0, length);
  const piece = beginnings[length] ?? inner.subarray(0, length);
  beginnings[length] = piece;
  return piece;
};

/** Two one-shot hashes to strings cost a fifth of an Hmac object. */
const frameMac = (key: Uint8Array): FrameMac => {
  const innerPad = padded(key, INNER);
  const outerPad = padded(key, OUTER);
  return (counter, bytes) => {
    const whole = beginning(BLOCK + HEAD + bytes.length);
    whole.set(innerPad);
    whole[BLOCK] = counter;
    whole[BLOCK + 1] = counter >>> 8;
    whole[BLOCK + 2] = counter >>> 16;
    whole[BLOCK + 3] = counter >>> 24;
    whole.set(bytes, BLOCK + HEAD);
    outer.set(outerPad);
    outer.write(hash('sha256', whole, 'binary'), BLOCK, 'latin1');
    digest.write(hash('sha256', outer, 'binary'), 0, 'latin1');
    return digest;
  };
};

/** Node's own cryptography: for a hub, and for programs with many phones. */
export const native: Primitives = { keyShare, keystream, frameMac };
