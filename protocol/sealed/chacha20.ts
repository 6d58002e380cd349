/**
 * The key stream of ChaCha20 (RFC 8439 section 2.3), which is all that is needed of it here. Thirty lines of it weigh a tenth of what a package does, and
 * they have no branch or look-up that depends on a secret.
 */

/** "expand 32-byte k" as four words. */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const WORDS = 16;
const BLOCK = 4 * WORDS;
const COUNTER = 12;
const DOUBLE_ROUNDS = 10;

const turned = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** The quarter round on four words of the state. */
const quarter = (state: Int32Array, at: number, bt: number, ct: number, dt: number): void => {
  let a = state[at] ?? 0;
  let b = state[bt] ?? 0;
  let c = state[ct] ?? 0;
  let d = state[dt] ?? 0;
  a = (a + b) | 0;
  d = turned(d ^ a, 16);
  c = (c + d) | 0;
  b = turned(b ^ c, 12);
  a = (a + b) | 0;
  d = turned(d ^ a, 8);
  c = (c + d) | 0;
  b = turned(b ^ c, 7);
  state[at] = a;
  state[bt] = b;
  state[ct] = c;
  state[dt] = d;
};

/** @returns `length` bytes of the key stream with a nonce of zeros, from its block number `block` on. */
export const chacha20 = (key: Uint8Array, block: number, length: number): Uint8Array<ArrayBuffer> => {
  const words = new DataView(key.buffer, key.byteOffset, key.byteLength);
  const start = new Int32Array(WORDS);
  start.set(CONSTANTS);
  for (let i = 0; i < 8; i += 1) start[CONSTANTS.length + i] = words.getInt32(4 * i, true);
  const state = new Int32Array(WORDS);
  const out = new DataView(new ArrayBuffer(Math.ceil(length / BLOCK) * BLOCK));
  for (let at = 0; at < length; at += BLOCK) {
    start[COUNTER] = block + at / BLOCK;
    state.set(start);
    for (let round = 0; round < DOUBLE_ROUNDS; round += 1) {
      for (let i = 0; i < 4; i += 1) quarter(state, i, 4 + i, 8 + i, 12 + i);
      for (let i = 0; i < 4; i += 1)
        quarter(state, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
    }
    for (let i = 0; i < WORDS; i += 1) out.setInt32(at + 4 * i, (state[i] ?? 0) + (start[i] ?? 0), true);
  }
  return new Uint8Array(out.buffer, 0, length);
};
