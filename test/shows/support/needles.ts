/** Something that nobody may hear. */
export interface Needle {
  readonly what: string;
  readonly bytes: Uint8Array;
}

const text = new TextEncoder();
export const words = (what: string, ...all: readonly string[]): readonly Needle[] =>
  all.map((one) => ({ what, bytes: text.encode(one) }));

const latin = (coded: string): Buffer => Buffer.from(coded, 'latin1');

/** @returns base64 of it, wherever it stands in a longer text: without the characters that its neighbours have a part in. */
const base64 = (bytes: Uint8Array, coding: 'base64' | 'base64url'): Buffer[] =>
  [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString(coding)
      .replace(/=+$/, '');
    const from = before === 0 ? 0 : before + 1;
    const isRound = (before + bytes.length) % 3 === 0;
    return latin(whole.slice(from, isRound ? undefined : -1));
  });

/** @returns all ways in which it may have been written down. */
const written = (bytes: Uint8Array): readonly Buffer[] => {
  const raw = Buffer.from(bytes);
  const hex = raw.toString('hex');
  const wide = Buffer.alloc(2 * raw.length);
  for (const [i, byte] of raw.entries()) wide[2 * i] = byte;
  return [
    raw,
    latin(hex),
    latin(hex.toUpperCase()),
    ...base64(bytes, 'base64'),
    ...base64(bytes, 'base64url'),
    // UTF-16, both ways round: without its last zero it stands in either.
    wide.subarray(0, wide.length - 1),
  ];
};

/** @returns the haystack seen from 0 to 7 bits later. */
const shifted = (hay: Buffer): readonly Buffer[] =>
  Array.from({ length: 8 }, (_, bits) => {
    if (bits === 0) return hay;
    const moved = Buffer.alloc(hay.length);
    for (let i = 0; i < hay.length; i += 1)
      moved[i] = (((hay[i] ?? 0) << bits) | ((hay[i + 1] ?? 0) >> (8 - bits))) & 0xff;
    return moved;
  });

/** Four bytes turn up by chance among some millions of places, once in a few hundred times; so often they do not. */
const SHORT = 6;
const BY_CHANCE = 2;

const hits = (hay: Buffer, needle: Buffer, most: number): number => {
  let count = 0;
  for (let at = hay.indexOf(needle); at >= 0 && count <= most; at = hay.indexOf(needle, at + 1)) count += 1;
  return count;
};

/** @returns what was found of all that must not be, as `what: value`. */
export const found = (hay: Buffer, needles: readonly Needle[]): readonly string[] => {
  const hays = shifted(hay);
  return needles
    .filter(({ bytes }) =>
      written(bytes).some((one) => {
        const most = one.length < SHORT ? BY_CHANCE : 0;
        return hays.some((seen) => hits(seen, one, most) > most);
      }),
    )
    .map(({ what, bytes }) => `${what}: ${Buffer.from(bytes).toString('latin1')}`);
};
