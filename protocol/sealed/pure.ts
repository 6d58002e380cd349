import { x25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ProtocolError } from '../errors.ts';
import { chacha20 } from './chacha20.ts';
import type { FrameMac, KeyShare, Primitives } from './primitives.ts';

const keyShare = (secret: Uint8Array): KeyShare => ({
  share: new Uint8Array(x25519.getPublicKey(secret)),
  with: (other) => {
    try {
      return new Uint8Array(x25519.getSharedSecret(secret, other));
    } catch {
      throw new ProtocolError('badSeal', 'a share of low order');
    }
  },
});

const frameMac = (key: Uint8Array): FrameMac => {
  // Half of an HMAC depends on the key alone: done once, copied for each frame.
  const keyed = hmac.create(sha256, key);
  const running = hmac.create(sha256, key);
  const head = new Uint8Array(4);
  const view = new DataView(head.buffer);
  const digest = new Uint8Array(32);
  return (counter, bytes) => {
    keyed._cloneInto(running);
    view.setUint32(0, counter, true);
    running.update(head).update(bytes).digestInto(digest);
    return digest;
  };
};

/** In plain JavaScript: for pages over plain http too, where browsers have no cryptography of their own. */
export const pure: Primitives = {
  keyShare,
  keystream: chacha20,
  frameMac,
};
