const utf8 = new TextEncoder();

/** @returns the bytes of a text in UTF-8, which is what `s.text(max)` and `maxBytes` count. */
export const bytesOf = (text: string): number => utf8.encode(text).length;

/** Cuts at a whole character so that the UTF-8 form has at most `maxBytes` bytes. */
export const cutToBytes = (text: string, maxBytes: number): string => {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += bytesOf(character);
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
