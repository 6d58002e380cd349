import type { BitReader } from '../bytes/bit-reader.ts';
import type { BitWriter } from '../bytes/bit-writer.ts';
import { ProtocolError } from '../errors.ts';
import { listNode } from './list.ts';
import { type Node, readDelta, writeDelta } from './node.ts';
import { fixedNode, intNode } from './numbers.ts';
import { optionalNode } from './optional.ts';
import { parseSchema } from './parse.ts';
import type { Infer, Schema } from './schema.ts';
import { seatsNode } from './seats.ts';
import { structNode } from './struct.ts';
import { textNode } from './text.ts';
import { boolNode, oneOfNode } from './words.ts';

/**
 * Reads and writes the values of one schema. Values are immutable: what a delta leaves unchanged is the same object as in the base.
 * Readers throw ProtocolError `badFrame`, whatever the bytes. Writers throw RangeError with the path of the value that does not fit
 * (`players[3].x is 1200, not an integer of 0..999`); what was written until then is of no use.
 */
export interface SchemaCodec<T> {
  writeFull(to: BitWriter, value: T): void;
  /** Writes what must be known beside `base` to have `value`. */
  writeDelta(to: BitWriter, base: T, value: T): void;
  readFull(from: BitReader): T;
  readDelta(from: BitReader, base: T): T;
  /** Would a delta from `a` to `b` say 'unchanged'? */
  same(a: T, b: T): boolean;
}

const build = (schema: Schema): Node<unknown> => {
  switch (schema.k) {
    case 'int':
      return intNode(schema) as Node<unknown>;
    case 'fixed':
      return fixedNode(schema) as Node<unknown>;
    case 'bool':
      return boolNode as Node<unknown>;
    case 'oneOf':
      return oneOfNode(schema.of) as Node<unknown>;
    case 'text':
      return textNode(schema.max) as Node<unknown>;
    case 'list':
      return listNode(build(schema.item), schema.max) as Node<unknown>;
    case 'seats':
      return seatsNode(build(schema.item), schema.max) as Node<unknown>;
    case 'optional':
      return optionalNode(build(schema.of)) as Node<unknown>;
    case 'struct':
      return structNode(
        Object.fromEntries(Object.entries(schema.fields).map(([name, field]) => [name, build(field)])),
      ) as Node<unknown>;
  }
};

/** Checks a schema and compiles it. @throws RangeError that says what is wrong with the schema, which is its author's fault. */
export const compileNode = <S extends Schema>(schema: S, path = 'schema'): Node<Infer<S>> => {
  try {
    parseSchema(schema, path);
  } catch (error) {
    if (error instanceof ProtocolError) throw new RangeError(error.detail);
    throw error;
  }
  return build(schema) as Node<Infer<S>>;
};

/**
 * A node with error messages for people: only when a writer fails is the value searched for the culprit.
 * @param path what messages call the value itself.
 */
export const codecOf = <T>(node: Node<T>, path = ''): SchemaCodec<T> => {
  const explained = (value: T, write: () => void): void => {
    try {
      write();
    } catch (error) {
      const fault = node.fault(value, path);
      throw fault === undefined ? error : new RangeError(fault.trimStart());
    }
  };
  return {
    writeFull: (to, value) => explained(value, () => node.writeFull(to, value)),
    writeDelta: (to, base, value) => explained(value, () => writeDelta(node, to, base, value)),
    readFull: (from) => node.readFull(from),
    readDelta: (from, base) => readDelta(node, from, base),
    same: (a, b) => node.same(a, b),
  };
};

/** Compiles a schema to closures, once. @throws RangeError that says what is wrong with the schema. */
export const compile = <S extends Schema>(schema: S): SchemaCodec<Infer<S>> => codecOf(compileNode(schema));
