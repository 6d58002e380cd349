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

const padded = (key: Uint8Array, pad: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < BLOCK; i += 1) bytes[i] = (key[i] ?? 0) ^ pad;
  return bytes;
};

/** Two one-shot hashes to strings cost a fifth of an Hmac object. */
const frameMac = (key: Uint8Array): FrameMac => {
  let inner = padded(key, INNER, 512);
  const outer = padded(key, OUTER, BLOCK + DIGEST);
  const digest = Buffer.alloc(DIGEST);
  return (counter, bytes) => {
    const length = BLOCK + HEAD + bytes.length;
    if (length > inner.length) inner = padded(key, INNER, 2 * length);
    inner.writeUInt32LE(counter, BLOCK);
    inner.set(bytes, BLOCK + HEAD);
    outer.write(hash('sha256', inner.subarray(0, length), 'binary'), BLOCK, 'latin1');
    digest.write(hash('sha256', outer, 'binary'), 0, 'latin1');
    return digest;
  };
};

/** Node's own cryptography: for a hub, and for programs with many phones. */
export const native: Primitives = { keyShare, keystream, frameMac };
