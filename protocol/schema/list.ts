import { ProtocolError } from '../errors.ts';
import { checkCount, readChanges, writeChanges } from './items.ts';
import { bitsFor, type Node, show } from './node.ts';

/** How far from its front a list may have been cut for the encoder to see it. */
const LONGEST_CUT = 16;

/**
 * How many items were taken from the front of `base`: a list that works as a queue keeps its other items.
 * @returns 0 unless the rest of the base is the beginning of the value.
 */
const cutOf = <T>(item: Node<T>, base: readonly T[], value: readonly T[]): number => {
  if (value.length === 0 || base.length === 0 || item.same(base[0] as T, value[0] as T)) return 0;
  for (let cut = 1; cut < base.length && cut <= LONGEST_CUT; cut += 1) {
    const kept = Math.min(base.length - cut, value.length);
    let i = 0;
    while (i < kept && item.same(base[cut + i] as T, value[i] as T)) i += 1;
    if (i === kept) return cut;
  }
  return 0;
};

/** Items in a row: what was cut from the front and the new length if either changed, the changes of those kept, new ones in full. */
export const listNode = <T>(item: Node<T>, max: number): Node<readonly T[]> => {
  const width = bitsFor(max + 1);
  const marks: number[] = [];
  const check = (value: readonly T[]): void => {
    if (!Array.isArray(value)) throw new RangeError('not a list');
    if (value.length > max) throw new RangeError(`${value.length} items, at most ${max}`);
  };
  const readLength = (length: number): number => {
    if (length > max) throw new ProtocolError('badFrame', `${length} items, at most ${max}`);
    return length;
  };
  return {
    minBits: width,
    idleBits: Number.POSITIVE_INFINITY,
    selfMarked: false,
    writeFull: (to, value) => {
      check(value);
      to.bits(value.length, width);
      for (let i = 0; i < value.length; i += 1) item.writeFull(to, value[i] as T);
    },
    readFull: (from) => {
      const length = readLength(from.bits(width));
      checkCount(from, item, length);
      const items: T[] = [];
      for (let i = 0; i < length; i += 1) items.push(item.readFull(from));
      return items;
    },
    writeChange: (to, base, value) => {
      check(value);
      const cut = cutOf(item, base, value);
      const moved = cut > 0 || value.length !== base.length;
      to.bit(moved);
      if (moved) {
        to.bits(cut, bitsFor(base.length + 1));
        to.bits(value.length, width);
      }
      const kept = Math.min(base.length - cut, value.length);
      writeChanges(to, item, base, cut, value, kept, marks);
      for (let i = kept; i < value.length; i += 1) item.writeFull(to, value[i] as T);
    },
    readChange: (from, base) => {
      const moved = from.bit();
      const cut = moved ? from.bits(bitsFor(base.length + 1)) : 0;
      if (cut > base.length) throw new ProtocolError('badFrame', `${cut} cut from ${base.length} items`);
      const length = moved ? readLength(from.bits(width)) : base.length;
      if (moved && cut === 0 && length === base.length)
        throw new ProtocolError('badFrame', 'a changed length that is the same');
      const kept = Math.min(base.length - cut, length);
      const items = readChanges(from, item, base, cut, kept);
      if (kept === length) return items;
      checkCount(from, item, length - kept);
      const grown = items.slice();
      for (let i = kept; i < length; i += 1) grown.push(item.readFull(from));
      return grown;
    },
    same: (a, b) => {
      if (a === b) return true;
      if (a.length !== b.length) return false;
      for (let i = 0; i < a.length; i += 1) if (!item.same(a[i] as T, b[i] as T)) return false;
      return true;
    },
    fault: (value, path) => {
      if (!Array.isArray(value)) return `${path} is ${show(value)}, not a list`;
      if (value.length > max) return `${path} has ${value.length} items, at most ${max}`;
      for (let i = 0; i < value.length; i += 1) {
        const found = item.fault(value[i], `${path}[${i}]`);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
};
