import { describe, expect, it } from 'vitest';
import { sameSecret } from '../../hub/pipeline/same-secret.ts';

describe('two secrets', () => {
  it.each([
    ['the same', 'f16b', 'f16b', true],
    ['of another length', 'f16', 'f16b', false],
    ['other letters', 'f16b', 'f16c', false],
    ['as many letters, but more bytes', 'f16ß', 'f16b', false],
    ['none given', '', 'f16b', false],
    ['none at all', '', '', false],
  ])('%s', (_case, given, secret, same) => {
    expect(sameSecret(given, secret)).toBe(same);
  });
});
