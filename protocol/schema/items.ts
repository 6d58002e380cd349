import type { BitReader } from '../bytes/bit-reader.ts';
import type { BitWriter } from '../bytes/bit-writer.ts';
import { ProtocolError } from '../errors.ts';
import type { Node } from './node.ts';
import { readSubset, subsetBits, writeSubset } from './subset.ts';

/**
 * Writes which of `n` items changed, then their change forms: `value[0..n)` against `base[offset..offset+n)`.
 * Where items can say cheaply that they are unchanged, all are marked if that is shorter.
 * @param marks scratch memory of the caller's own (items may be lists themselves).
 */
export const writeChanges = <T>(
  to: BitWriter,
  item: Node<T>,
  base: readonly T[],
  offset: number,
  value: readonly T[],
  n: number,
  marks: number[],
): void => {
  let count = 0;
  for (let i = 0; i < n; i += 1) {
    if (!item.same(base[offset + i] as T, value[i] as T)) marks[count++] = i;
  }
  const idle = n - count;
  const all = idle === 0 || (count > 0 && 1 + idle * item.idleBits <= subsetBits(count, n));
  writeSubset(to, marks, all ? n : count, n);
  for (let m = 0; m < (all ? n : count); m += 1) {
    const i = all ? m : (marks[m] ?? 0);
    item.writeChange(to, base[offset + i] as T, value[i] as T);
  }
};

/** @returns `n` items of `base` from `offset` on, with their changes read; `base` itself if that is all of it and nothing changed. */
export const readChanges = <T>(
  from: BitReader,
  item: Node<T>,
  base: readonly T[],
  offset: number,
  n: number,
): readonly T[] => {
  const marks: number[] = [];
  const count = readSubset(from, n, marks);
  const items = base.slice(offset, offset + n);
  let changed = n !== base.length;
  for (let m = 0; m < count; m += 1) {
    const i = marks[m] ?? 0;
    const before = items[i] as T;
    const after = item.readChange(from, before);
    if (after === before) continue;
    items[i] = after;
    changed = true;
  }
  return changed ? items : base;
};

/** Refuses a count that the bits left cannot hold, before memory is taken for it. */
export const checkCount = (from: BitReader, item: Node<unknown>, count: number): void => {
  if (count * item.minBits > from.remaining)
    throw new ProtocolError('badFrame', `${count} items in ${from.remaining} bits`);
};
