/** RFC 4648 base32: no two of its characters look or sound the same to a QR code, which packs capitals and digits tighter. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Bits of a character. */
const STEP = 5;

/** Bytes of a join secret, and the characters that they make. */
export const JOIN_SECRET_BYTES = 16;
const CHARACTERS = 26;

/** @returns 128 random bits as they stand behind `#` in the address of the QR code: 26 characters, no padding. */
export const joinSecretText = (bytes: Uint8Array): string => {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= STEP; bits -= STEP) text += ALPHABET.charAt((held >>> (bits - STEP)) & 0x1f);
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (STEP - bits)) & 0x1f) : text;
};

/** @returns the secret of what stood behind `#` or was typed, in capitals; undefined for anything else. */
export const parseJoinSecret = (text: string): string | undefined => {
  const capitals = text.trim().toUpperCase();
  return capitals.length === CHARACTERS && /^[A-Z2-7]+$/.test(capitals) ? capitals : undefined;
};
