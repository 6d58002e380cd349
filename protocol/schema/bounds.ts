import { bitsFor } from './node.ts';
import { stepsOf } from './numbers.ts';
import type { Schema } from './schema.ts';

/** What a schema may ask for (SPEC.md rule S.14), so that no game and no hub makes a phone run out of memory. */
export const bounds = {
  /** Levels of nesting. */
  depth: 12,
  fields: 64,
  words: 256,
  nameLength: 32,
  wordBytes: 32,
  textBytes: 4_096,
  /** Items of one list or map. */
  items: 65_535,
  /** Values that an int or fixed can have. */
  range: 2 ** 32,
  near: 32_767,
  /** Values in the largest state a schema allows: items multiply. */
  values: 2 ** 20,
} as const;

/** Fewest bits of a full value; an item of a list or map must need at least one. */
export const fewestBits = (schema: Schema): number => {
  switch (schema.k) {
    case 'int':
      return bitsFor(schema.max - schema.min + 1);
    case 'fixed':
      return bitsFor(stepsOf(schema) + 1);
    case 'oneOf':
      return bitsFor(schema.of.length);
    case 'text':
    case 'list':
    case 'seats':
      return bitsFor(schema.max + 1);
    case 'bool':
    case 'optional':
      return 1;
    case 'struct':
      return Object.values(schema.fields).reduce((sum, field) => sum + fewestBits(field), 0);
  }
};

/** Values in the largest state: 1 for a leaf, items times their number for a list or map. */
export const mostValues = (schema: Schema): number => {
  switch (schema.k) {
    case 'list':
    case 'seats':
      return 1 + schema.max * mostValues(schema.item);
    case 'optional':
      return mostValues(schema.of);
    case 'struct':
      return Object.values(schema.fields).reduce((sum, field) => sum + mostValues(field), 1);
    default:
      return 1;
  }
};
