import type { BitReader } from '../bytes/bit-reader.ts';
import { type Node, readDelta, show, writeDelta } from './node.ts';

type Fields = Readonly<Record<string, unknown>>;

const check = (value: Fields): void => {
  if (typeof value !== 'object') throw new RangeError('not an object');
};

/** Named fields, in ascending order of their names, so that a client need not keep the order of JSON objects. */
export const structNode = (fields: Readonly<Record<string, Node<unknown>>>): Node<Fields> => {
  const rows = Object.entries(fields)
    .map(([name, node]) => ({ name, node }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    minBits: rows.reduce((sum, { node }) => sum + node.minBits, 0),
    idleBits: rows.reduce((sum, { node }) => sum + (node.selfMarked ? node.idleBits : 1), 0),
    selfMarked: false,
    writeFull: (to, value) => {
      check(value);
      for (const { name, node } of rows) node.writeFull(to, value[name]);
    },
    readFull: (from) => {
      const value: Record<string, unknown> = {};
      for (const { name, node } of rows) value[name] = node.readFull(from);
      return value;
    },
    writeChange: (to, base, value) => {
      check(value);
      for (const { name, node } of rows) writeDelta(node, to, base[name], value[name]);
    },
    readChange: (from: BitReader, base) => {
      const value: Record<string, unknown> = {};
      let changed = false;
      for (const { name, node } of rows) {
        const before = base[name];
        const after = readDelta(node, from, before);
        if (after !== before) changed = true;
        value[name] = after;
      }
      return changed ? value : base;
    },
    same: (a, b) => {
      if (a === b) return true;
      for (const { name, node } of rows) if (!node.same(a[name], b[name])) return false;
      return true;
    },
    fault: (value, path) => {
      if (typeof value !== 'object' || value === null)
        return `${path || 'the value'} is ${show(value)}, not an object`;
      for (const { name, node } of rows) {
        const found = node.fault((value as Fields)[name], path === '' ? name : `${path}.${name}`);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
};
