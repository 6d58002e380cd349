import type { BitReader } from '../bytes/bit-reader.ts';
import type { BitWriter } from '../bytes/bit-writer.ts';
import { ProtocolError } from '../errors.ts';
import { FlatMap } from './flat-map.ts';
import { checkCount, readChanges, writeChanges } from './items.ts';
import { bitsFor, type Node, show } from './node.ts';
import { readSubset, writeSubset } from './subset.ts';

/** Keys in ascending order: one more than the highest, then which of the lower ones there are. */
const writeKeys = (to: BitWriter, keys: readonly number[], count: number, max: number): void => {
  const highest = count === 0 ? -1 : (keys[count - 1] ?? 0);
  to.bits(highest + 1, bitsFor(max + 1));
  if (count > 0) writeSubset(to, keys, count - 1, highest);
};

const readKeys = (from: BitReader, max: number): number[] => {
  const highest = from.bits(bitsFor(max + 1)) - 1;
  if (highest >= max) throw new ProtocolError('badFrame', `key ${highest} of 0..${max - 1}`);
  if (highest < 0) return [];
  const keys: number[] = [];
  keys[readSubset(from, highest, keys)] = highest;
  return keys;
};

/** Merges two rows of entries with ascending keys into one map. */
const merge = <T>(
  keys: readonly number[],
  items: readonly T[],
  addedKeys: readonly number[],
  added: readonly T[],
): ReadonlyMap<number, T> => {
  const map = new Map<number, T>();
  let a = 0;
  keys.forEach((key, i) => {
    for (; a < addedKeys.length && (addedKeys[a] ?? 0) <= key; a += 1)
      map.set(addedKeys[a] ?? 0, added[a] as T);
    if (map.has(key)) throw new ProtocolError('badFrame', `key ${key} is there already`);
    map.set(key, items[i] as T);
  });
  for (; a < addedKeys.length; a += 1) map.set(addedKeys[a] ?? 0, added[a] as T);
  return map;
};

/** A map keyed by small numbers: keys only when they change, and of the items only what changed. */
export const seatsNode = <T>(item: Node<T>, max: number): Node<ReadonlyMap<number, T>> => {
  const before = new FlatMap<T>(max);
  const after = new FlatMap<T>(max);
  const marks: number[] = [];

  /** Keys went or came: the kept ones stand at the front of both rows afterwards. @returns what came, and how many were kept. */
  const writeKeyChange = (to: BitWriter): { kept: number; came: T[] } => {
    const gone: number[] = [];
    const cameKeys: number[] = [];
    const came: T[] = [];
    let kept = 0;
    let j = 0;
    const takeUntil = (key: number): void => {
      for (; j < after.count && (after.keys[j] ?? 0) < key; j += 1) {
        cameKeys.push(after.keys[j] ?? 0);
        came.push(after.items[j] as T);
      }
    };
    for (let i = 0; i < before.count; i += 1) {
      const key = before.keys[i] ?? 0;
      takeUntil(key);
      if (j < after.count && after.keys[j] === key) {
        before.items[kept] = before.items[i] as T;
        after.items[kept] = after.items[j] as T;
        kept += 1;
        j += 1;
      } else gone.push(i);
    }
    takeUntil(max);
    writeSubset(to, gone, gone.length, before.count);
    writeKeys(to, cameKeys, cameKeys.length, max);
    return { kept, came };
  };

  return {
    minBits: bitsFor(max + 1),
    idleBits: Number.POSITIVE_INFINITY,
    selfMarked: false,
    writeFull: (to, value) => {
      after.fill(value);
      writeKeys(to, after.keys, after.count, max);
      for (let i = 0; i < after.count; i += 1) item.writeFull(to, after.items[i] as T);
    },
    readFull: (from) => {
      const keys = readKeys(from, max);
      checkCount(from, item, keys.length);
      const map = new Map<number, T>();
      for (const key of keys) map.set(key, item.readFull(from));
      return map;
    },
    writeChange: (to, base, value) => {
      before.fill(base);
      after.fill(value);
      const sameKeys = before.sameKeys(after);
      to.bit(!sameKeys);
      if (sameKeys) return writeChanges(to, item, before.items, 0, after.items, before.count, marks);
      const { kept, came } = writeKeyChange(to);
      writeChanges(to, item, before.items, 0, after.items, kept, marks);
      for (const one of came) item.writeFull(to, one);
    },
    readChange: (from, base) => {
      before.fill(base);
      let keys = before.keys.slice(0, before.count);
      let items: readonly T[] = before.items.slice(0, before.count);
      if (!from.bit()) {
        const changed = readChanges(from, item, items, 0, items.length);
        return changed === items ? base : merge(keys, changed, [], []);
      }
      const gone: number[] = [];
      gone.length = readSubset(from, keys.length, gone);
      const left = new Set(gone);
      keys = keys.filter((_, i) => !left.has(i));
      items = items.filter((_, i) => !left.has(i));
      const cameKeys = readKeys(from, max);
      if (gone.length + cameKeys.length === 0)
        throw new ProtocolError('badFrame', 'changed keys that are the same');
      const changed = readChanges(from, item, items, 0, items.length);
      checkCount(from, item, cameKeys.length);
      return merge(
        keys,
        changed,
        cameKeys,
        cameKeys.map(() => item.readFull(from)),
      );
    },
    same: (a, b) => {
      if (a === b) return true;
      if (a.size !== b.size) return false;
      for (const [key, one] of a) {
        const other = b.get(key);
        if (other === undefined && !b.has(key)) return false;
        if (!item.same(one, other as T)) return false;
      }
      return true;
    },
    fault: (value, path) => {
      if (!(value instanceof Map)) return `${path} is ${show(value)}, not a Map`;
      for (const [key, one] of value as ReadonlyMap<unknown, unknown>) {
        if (!Number.isInteger(key) || (key as number) < 0 || (key as number) >= max)
          return `${path} has the key ${show(key)}, not an integer of 0..${max - 1}`;
        const found = item.fault(one, `${path}[${key}]`);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
};
