import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputOrder } from '../../hub/pipeline/input-order.ts';
import { pad } from '../../protocol/inputs.ts';
import { limits } from '../../protocol/limits.ts';

const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => pad(0, ((from + i) % 100) + 1));

describe('inputs are put in one gapless order (section 10, rule 5)', () => {
  it('passes what comes in order', () => {
    const order = new InputOrder();
    expect(order.accept(1, numbered(1, 3)).map((one) => one.sequence)).toEqual([1, 2, 3]);
    expect(order.accepted).toBe(3);
  });

  it('drops and counts what was there before', () => {
    const order = new InputOrder();
    order.accept(1, numbered(1, 3));
    expect(order.accept(2, numbered(2, 3)).map((one) => one.sequence)).toEqual([4]);
    expect(order.duplicates).toBe(2);
  });

  it('keeps what is early until the gap is filled', () => {
    const order = new InputOrder(10);
    expect(order.accept(13, numbered(13, 2))).toEqual([]);
    expect(order.accept(11, numbered(11, 2)).map((one) => one.sequence)).toEqual([11, 12, 13, 14]);
  });

  it('refuses what is too early to be kept, and number 0', () => {
    const order = new InputOrder();
    expect(() => order.accept(limits.inputWindow + 1, numbered(1, 1))).toThrow(/inputGap/);
    expect(() => order.accept(0, numbered(1, 1))).toThrow(/badFrame/);
    expect(order.accept(limits.inputWindow, numbered(1, 1))).toEqual([]);
  });

  it('gives every input exactly once and in order, however frames are cut, repeated and mixed', () => {
    const frame = fc.record({
      first: fc.integer({ min: 1, max: 60 }),
      count: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 60 }), (frames) => {
        const order = new InputOrder();
        const got = [...frames, { first: 1, count: 68 }].flatMap(({ first, count }) =>
          order.accept(first, numbered(first, Math.min(count, limits.inputWindow - first + 1))),
        );
        expect(got.map((one) => one.sequence)).toEqual(Array.from({ length: got.length }, (_, i) => i + 1));
        for (const { sequence, input } of got) expect(input).toEqual(numbered(sequence, 1)[0]);
        expect(got.length).toBe(limits.inputWindow);
      }),
    );
  });
});
