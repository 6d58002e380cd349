import type { BitReader } from '../bytes/bit-reader.ts';
import type { BitWriter } from '../bytes/bit-writer.ts';
import { ProtocolError } from '../errors.ts';
import { bitsFor } from './node.ts';

/**
 * Some of the positions 0..n-1, cheap when all are meant, when few are and in between (SPEC.md rule S.8): the gaps
 * between them are Rice codes whose parameter both sides know from n and the count. With parameter 0 that is a bit map.
 */
const riceShift = (count: number, n: number): number => {
  let shift = 0;
  while (count * 2 ** (shift + 1) <= n - count) shift += 1;
  return shift;
};

/** Bits that {@link writeSubset} takes at most. */
export const subsetBits = (count: number, n: number): number => {
  if (n === 0) return 0;
  if (count === n) return 1;
  if (count === 0) return 1 + bitsFor(n);
  const shift = riceShift(count, n);
  return 1 + bitsFor(n) + count * (1 + shift) + ((n - count) >>> shift);
};

/** Writes the first `count` of `positions`, which ascend. */
export const writeSubset = (to: BitWriter, positions: readonly number[], count: number, n: number): void => {
  if (n === 0) return;
  to.bit(count === n);
  if (count === n) return;
  to.bits(count, bitsFor(n));
  if (count === 0) return;
  const shift = riceShift(count, n);
  let next = 0;
  for (let i = 0; i < count; i += 1) {
    const position = positions[i] ?? 0;
    const gap = position - next;
    for (let left = gap >>> shift; left > 0; left -= 1) to.bit(false);
    to.bit(true);
    to.bits(gap & (2 ** shift - 1), shift);
    next = position + 1;
  }
};

/** Reads into `positions`, from its start. @returns how many there are. */
export const readSubset = (from: BitReader, n: number, positions: number[]): number => {
  if (n === 0) return 0;
  if (from.bit()) {
    for (let i = 0; i < n; i += 1) positions[i] = i;
    return n;
  }
  const count = from.bits(bitsFor(n));
  if (count >= n) throw new ProtocolError('badFrame', `${count} of ${n} positions`);
  if (count === 0) return 0;
  const shift = riceShift(count, n);
  let next = 0;
  for (let i = 0; i < count; i += 1) {
    while (!from.bit()) {
      next += 2 ** shift;
      if (next >= n) throw new ProtocolError('badFrame', `position ${next} of ${n}`);
    }
    next += from.bits(shift);
    if (next >= n) throw new ProtocolError('badFrame', `position ${next} of ${n}`);
    positions[i] = next;
    next += 1;
  }
  return count;
};
