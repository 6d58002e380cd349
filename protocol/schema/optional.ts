import type { Node } from './node.ts';

/** A value or nothing: one bit, then the value. */
export const optionalNode = <T>(of: Node<T>): Node<T | undefined> => ({
  minBits: 1,
  idleBits: Number.POSITIVE_INFINITY,
  selfMarked: false,
  writeFull: (to, value) => {
    to.bit(value !== undefined);
    if (value !== undefined) of.writeFull(to, value);
  },
  readFull: (from) => (from.bit() ? of.readFull(from) : undefined),
  // That it changed is known here, so where nothing was there must be something now.
  writeChange: (to, base, value) => {
    if (base === undefined) return of.writeFull(to, value as T);
    to.bit(value !== undefined);
    return value === undefined ? undefined : of.writeChange(to, base, value);
  },
  readChange: (from, base) => {
    if (base === undefined) return of.readFull(from);
    return from.bit() ? of.readChange(from, base) : undefined;
  },
  same: (a, b) => a === b || (a !== undefined && b !== undefined && of.same(a, b)),
  fault: (value, path) => (value === undefined ? undefined : of.fault(value, path)),
});
