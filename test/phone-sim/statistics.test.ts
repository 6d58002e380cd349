import { describe, expect, it } from 'vitest';
import { Measures, percentiles } from '../../phone-sim/statistics.ts';

const of = (...values: number[]): Measures => {
  const measures = new Measures();
  for (const value of values) measures.add(value);
  return measures;
};

describe('percentiles', () => {
  it.each([
    [[], { p50: null, p99: null }],
    [[7], { p50: 7, p99: 7 }],
    [[4, 1, 3, 2], { p50: 2, p99: 4 }],
    [Array.from({ length: 100 }, (_, i) => 100 - i), { p50: 50, p99: 99 }],
  ])('of %j', (values, expected) => {
    expect(percentiles(of(...values))).toEqual(expected);
  });

  it('of several rows together, and of the newest only', () => {
    expect(percentiles(of(1, 2), of(3))).toEqual({ p50: 2, p99: 3 });
    expect(of(1, 2, 3, 4).newest(2).values).toEqual([4, 3]);
    expect(of(1).newest(5).values).toEqual([1]);
  });
});
