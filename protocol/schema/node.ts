import type { BitReader } from '../bytes/bit-reader.ts';
import type { BitWriter } from '../bytes/bit-writer.ts';

/**
 * What one node of a schema is compiled to. A value has a full form, and a change form that is read beside its base.
 * Writers throw RangeError on a value that is not of the schema, readers throw ProtocolError `badFrame`, whatever the bytes.
 */
export interface Node<T> {
  /** Fewest bits of a full form: a count times this is checked against the bits left before anything is built. */
  readonly minBits: number;
  /** Bits of the change form of a value that did not change; Infinity if the change form cannot say so at a known price. */
  readonly idleBits: number;
  /** The change form itself has a short code for 'unchanged', so nobody writes a mark before it. */
  readonly selfMarked: boolean;
  writeFull(to: BitWriter, value: T): void;
  readFull(from: BitReader): T;
  writeChange(to: BitWriter, base: T, value: T): void;
  /** @returns the base itself, or parts of it, where nothing changed. */
  readChange(from: BitReader, base: T): T;
  /** Are both the same in the eyes of the schema? Quick where they are the same object. */
  same(a: T, b: T): boolean;
  /** @returns a sentence on the first value that does not fit, with its path, or undefined. For people; not on the hot path. */
  fault(value: unknown, path: string): string | undefined;
}

/** Bits that tell `count` things apart: ceil(log2(count)), 0 for one thing. */
export const bitsFor = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1));

/** A change form with the mark before it, where it needs one: 0 = unchanged. */
export const writeDelta = <T>(node: Node<T>, to: BitWriter, base: T, value: T): void => {
  if (!node.selfMarked) {
    const same = node.same(base, value);
    to.bit(!same);
    if (same) return;
  }
  node.writeChange(to, base, value);
};

export const readDelta = <T>(node: Node<T>, from: BitReader, base: T): T =>
  node.selfMarked || from.bit() ? node.readChange(from, base) : base;

/** A value in an error message: short, whatever it is. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : value instanceof Map ? 'a Map' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
};
