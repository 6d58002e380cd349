/** The two of the Encoding standard that rules may use: they know neither clock nor chance, and are the same on every machine. */
export interface Utf8 {
  readonly TextEncoder: unknown;
  readonly TextDecoder: unknown;
}

/**
 * UTF-8 for a realm that has nothing but the language. Handed over as text, so it uses nothing from outside this function.
 * Algorithm: the decoder of the Encoding standard (encoding.spec.whatwg.org, section 8.1.1), with its replacement of what is not well formed.
 */
export const utf8 = (): Utf8 => {
  const REPLACEMENT = 0xfffd;
  const { fromCodePoint } = String;

  class TextEncoder {
    readonly encoding = 'utf-8';

    encode(text = ''): Uint8Array {
      const bytes: number[] = [];
      for (const letter of `${text}`) {
        const given = letter.codePointAt(0) ?? 0;
        const point = given >= 0xd800 && given <= 0xdfff ? REPLACEMENT : given;
        if (point < 0x80) bytes.push(point);
        else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
        else if (point < 0x10000)
          bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
        else
          bytes.push(
            0xf0 | (point >> 18),
            0x80 | ((point >> 12) & 0x3f),
            0x80 | ((point >> 6) & 0x3f),
            0x80 | (point & 0x3f),
          );
      }
      return Uint8Array.from(bytes);
    }
  }

  class TextDecoder {
    readonly encoding = 'utf-8';
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;

    constructor(
      label = 'utf-8',
      { fatal = false, ignoreBOM = false }: { readonly fatal?: boolean; readonly ignoreBOM?: boolean } = {},
    ) {
      if (!/^utf-?8$/i.test(label)) throw new RangeError(`only UTF-8 can be read here, not ${label}`);
      this.fatal = fatal;
      this.ignoreBOM = ignoreBOM;
    }

    decode(bytes: Uint8Array = new Uint8Array(0)): string {
      let text = '';
      let point = 0;
      let needed = 0;
      let [lower, upper] = [0x80, 0xbf];
      const wrong = (): void => {
        if (this.fatal) throw new TypeError('bytes that are not UTF-8');
        text += fromCodePoint(REPLACEMENT);
        needed = 0;
        [lower, upper] = [0x80, 0xbf];
      };
      const begin = (byte: number): void => {
        if (byte < 0x80) text += fromCodePoint(byte);
        else if (byte >= 0xc2 && byte <= 0xdf) [needed, point] = [1, byte & 0x1f];
        else if (byte >= 0xe0 && byte <= 0xef) {
          if (byte === 0xe0) lower = 0xa0;
          if (byte === 0xed) upper = 0x9f;
          [needed, point] = [2, byte & 0x0f];
        } else if (byte >= 0xf0 && byte <= 0xf4) {
          if (byte === 0xf0) lower = 0x90;
          if (byte === 0xf4) upper = 0x8f;
          [needed, point] = [3, byte & 0x07];
        } else wrong();
      };
      for (const byte of bytes) {
        if (needed === 0) {
          begin(byte);
          continue;
        }
        if (byte < lower || byte > upper) {
          wrong();
          begin(byte);
          continue;
        }
        [lower, upper] = [0x80, 0xbf];
        point = (point << 6) | (byte & 0x3f);
        needed -= 1;
        if (needed === 0) text += fromCodePoint(point);
      }
      if (needed > 0) wrong();
      return !this.ignoreBOM && text.startsWith('\ufeff') ? text.slice(1) : text;
    }
  }

  return { TextEncoder, TextDecoder };
};
