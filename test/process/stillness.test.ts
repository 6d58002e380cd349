import { describe, expect, it } from 'vitest';
import { stillness } from '../../hub/process/thread.ts';

/** Looks at these times, at a program that never beats. @returns which of them found that it hangs. */
const hangsAt = (times: readonly number[]): number[] => {
  const look = stillness(6, 500);
  return times.filter((at) => look(1, at));
};
const every = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) / 500 + 1 }, (_, i) => from + 500 * i);

describe('a program that does not beat', () => {
  it('hangs after three seconds', () => {
    expect(hangsAt(every(0, 3_500))).toEqual([3_000, 3_500]);
  });

  it('was stopped if nobody could look either: the seconds before do not count', () => {
    expect(hangsAt([...every(0, 2_500), ...every(60_000, 63_000)])).toEqual([63_000]);
  });

  it('is never thought to hang on a machine that has time for no thread', () => {
    expect(hangsAt(Array.from({ length: 40 }, (_, i) => i * 1_100))).toEqual([]);
  });

  it('begins anew with each beat', () => {
    const look = stillness(6, 500);
    expect(every(0, 20_000).some((at) => look(Math.floor(at / 2_500), at))).toBe(false);
  });
});
