import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../hub/pipeline/token-bucket.ts';

describe('a rate limit (SPEC.md 9.2)', () => {
  it('lets the burst through at once, then as many as the rate gives', () => {
    const bucket = new TokenBucket(500, 10);
    expect(bucket.take(1_000, 10)).toBe(true);
    expect(bucket.take(1_000)).toBe(false);
    expect(bucket.take(1_001)).toBe(false);
    expect(bucket.take(1_002)).toBe(true);
    expect(bucket.take(1_002)).toBe(false);
  });

  it('saves up no more than the burst, however long nothing came', () => {
    const bucket = new TokenBucket(1, 6);
    expect(bucket.take(86_400_000, 7)).toBe(false);
    expect(bucket.take(86_400_000, 6)).toBe(true);
    expect(bucket.take(86_400_000)).toBe(false);
  });

  it('charges what is a part of one, and nothing for what it refuses', () => {
    const bucket = new TokenBucket(1, 1);
    for (let i = 0; i < 5; i += 1) expect(bucket.take(0, 0.2)).toBe(true);
    for (let i = 0; i < 9; i += 1) expect(bucket.take(0, 0.2)).toBe(false);
    expect(bucket.take(200, 0.2)).toBe(true);
  });

  it('never lets more through than burst and rate together', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(
        waits,
        fc.constantFrom(1, 400, 500),
        fc.integer({ min: 1, max: 20 }),
        (all, rate, burst) => {
          const bucket = new TokenBucket(rate, burst);
          let now = 0;
          let passed = 0;
          for (const wait of all) {
            now += wait;
            if (bucket.take(now)) passed += 1;
          }
          expect(passed).toBeLessThanOrEqual(burst + (rate * now) / 1_000);
        },
      ),
    );
  });
});
