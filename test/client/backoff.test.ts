import { describe, expect, it } from 'vitest';
import { Backoff, backoffRules } from '../../protocol/client/backoff.ts';

const waits = (random01: number, failures: number): number[] => {
  const backoff = new Backoff(() => random01);
  return Array.from({ length: failures }, () => {
    backoff.failed(1_000);
    return backoff.notBefore - 1_000;
  });
};

describe('waiting between attempts', () => {
  it('doubles up to a cap, of which chance may take half', () => {
    expect(waits(1, 7)).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000]);
    expect(waits(0, 7)).toEqual([125, 250, 500, 1000, 2000, 4000, 4000]);
    expect(Math.max(...waits(0.999, 1_000))).toBeLessThanOrEqual(backoffRules.capMs);
  });

  it('begins anew after a success, and keeps to a time that the hub named', () => {
    const backoff = new Backoff(() => 1);
    backoff.failed(0);
    backoff.failed(0);
    backoff.succeeded();
    expect(backoff.notBefore).toBe(Number.NEGATIVE_INFINITY);
    backoff.failed(0);
    expect(backoff.notBefore).toBe(250);
    backoff.holdUntil(9_000);
    expect(backoff.notBefore).toBe(9_000);
  });
});
