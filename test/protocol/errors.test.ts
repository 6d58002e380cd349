import { describe, expect, it } from 'vitest';
import { type ErrorName, errorNameOf, errorTable } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';

const rows = (Object.keys(errorTable) as ErrorName[]).map((name) => ({ name, ...errorTable[name] }));

describe('error table', () => {
  it('8.1 has a code of its own for every error, within a u8 and never 0', () => {
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
    for (const { name, code } of rows) {
      expect(code).toBeGreaterThan(0);
      expect(code).toBeLessThan(256);
      expect(errorNameOf(code)).toBe(name);
    }
  });

  it('8.2 knows that a code of a later version has no name here', () => {
    expect(errorNameOf(0)).toBeUndefined();
    expect(errorNameOf(255)).toBeUndefined();
  });

  it.each(rows)('8.3 $name has a sentence for a human that fits its field', ({ sentence }) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(new TextEncoder().encode(sentence).length).toBeLessThanOrEqual(limits.sentenceBytes);
    expect(new Set(rows.map((row) => row.sentence)).size).toBe(rows.length);
  });
});
