import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../hub/games/outside/utf8.ts';

const own = utf8() as { TextEncoder: typeof TextEncoder; TextDecoder: typeof TextDecoder };

describe('UTF-8 in a realm that has none', () => {
  it('is written as everywhere else, lone halves of a letter included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([...new own.TextEncoder().encode(text)]).toEqual([...new TextEncoder().encode(text)]);
      }),
    );
    expect([...new own.TextEncoder().encode('a\ud800b')]).toEqual([...new TextEncoder().encode('a\ud800b')]);
  });

  it('is read as everywhere else, whatever the bytes', () => {
    // Bytes that mean something more often than chance has it.
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe0, 0xa0, 0xed, 0x9f, 0xef, 0xbb, 0xf0, 0x90, 0xf4, 0x8f),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), fc.boolean(), (row, ignoreBOM) => {
        const bytes = Uint8Array.from(row);
        const theirs = new TextDecoder('utf-8', { ignoreBOM });
        expect(new own.TextDecoder('utf-8', { ignoreBOM }).decode(bytes)).toBe(theirs.decode(bytes));
        const strict = new own.TextDecoder('utf-8', { fatal: true, ignoreBOM });
        let text: string | undefined;
        try {
          text = new TextDecoder('utf-8', { fatal: true, ignoreBOM }).decode(bytes);
        } catch {
          expect(() => strict.decode(bytes)).toThrow(TypeError);
          return;
        }
        expect(strict.decode(bytes)).toBe(text);
      }),
      { numRuns: 5_000 },
    );
  });
});
