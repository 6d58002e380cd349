import { limits } from '../../protocol/limits.ts';

/** FIN and opcode 2; a client's frames are masked (RFC 6455 sections 5.2 and 5.3). */
const WHOLE_BINARY = 0x82;
const MASKED = 0x80;
const MASK_BYTES = 4;
/** Length codes for what follows in two or eight bytes. */
const LENGTH_IN_2 = 126;
const LENGTH_IN_8 = 127;

/** Takes payloads. @returns false if it cannot take any more. */
export interface PayloadReader {
  receive(payload: Uint8Array): boolean;
}

/** What {@link readWholeMessages} returns when its reader refused a payload. */
export const REFUSED = -1;

/**
 * Reads whole masked binary messages at the front of `chunk`, which is nearly all that a phone ever sends, and unmasks them in place.
 * @param reader gets each payload, which shares the memory of the chunk.
 * @returns bytes read: less than the chunk has where something else stands, or only the beginning of a frame; or {@link REFUSED}.
 */
export const readWholeMessages = (chunk: Uint8Array, reader: PayloadReader): number => {
  let at = 0;
  while (at + 2 <= chunk.length && chunk[at] === WHOLE_BINARY) {
    const code = (chunk[at + 1] ?? 0) ^ MASKED;
    // An unmasked frame has a code above 127 now; it is for ws to refuse.
    if (code >= LENGTH_IN_8) break;
    let mask = at + 2;
    let length = code;
    if (code === LENGTH_IN_2) {
      length = ((chunk[at + 2] ?? 0) << 8) | (chunk[at + 3] ?? 0);
      if (length > limits.frameFromPhone) break;
      mask = at + 4;
    }
    const from = mask + MASK_BYTES;
    const end = from + length;
    if (end > chunk.length) break;
    for (let i = 0; i < length; i += 1)
      chunk[from + i] = (chunk[from + i] ?? 0) ^ (chunk[mask + (i & 3)] ?? 0);
    at = end;
    if (!reader.receive(new Uint8Array(chunk.buffer, chunk.byteOffset + from, length))) return REFUSED;
  }
  return at;
};
