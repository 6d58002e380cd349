import { limits } from '../../protocol/limits.ts';

const utf8 = new TextEncoder();

/** Cuts at a whole character so that the UTF-8 form has at most `maxBytes` bytes. */
export const cutToBytes = (text: string, maxBytes: number): string => {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += utf8.encode(character).length;
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
};

/** What people typed, made fit to be shown on a TV: no control or direction characters, single spaces. */
export const cleanText = (typed: string, maxBytes: number): string =>
  cutToBytes(
    typed
      .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim(),
    maxBytes,
  ).trim();

/** @returns a name that nobody in `taken` has: as typed, or with a number behind it. */
export const uniqueName = (typed: string, member: number, taken: ReadonlySet<string>): string => {
  const wanted = cleanText(typed, limits.nameBytes) || `Player ${member + 1}`;
  if (!taken.has(wanted)) return wanted;
  for (let i = 2; ; i += 1) {
    const suffix = ` ${i}`;
    const name = cutToBytes(wanted, limits.nameBytes - suffix.length) + suffix;
    if (!taken.has(name)) return name;
  }
};
