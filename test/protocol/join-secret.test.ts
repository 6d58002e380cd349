import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JOIN_SECRET_BYTES, joinSecretText, parseJoinSecret } from '../../protocol/join-secret.ts';

it('writes base32 as RFC 4648 does, without padding', () => {
  const text = (words: string): string => joinSecretText(new TextEncoder().encode(words));
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(text)).toEqual([
    '',
    'MY',
    'MZXQ',
    'MZXW6',
    'MZXW6YQ',
    'MZXW6YTB',
    'MZXW6YTBOI',
  ]);
});

it('reads every secret that it writes, in capitals or not, and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: JOIN_SECRET_BYTES, maxLength: JOIN_SECRET_BYTES }), (bytes) => {
      const text = joinSecretText(bytes);
      expect(parseJoinSecret(text)).toBe(text);
      expect(parseJoinSecret(` ${text.toLowerCase()}`)).toBe(text);
    }),
  );
  for (const other of ['', '4711', 'A'.repeat(25), 'A'.repeat(27), `${'A'.repeat(25)}1`])
    expect(parseJoinSecret(other)).toBeUndefined();
});
