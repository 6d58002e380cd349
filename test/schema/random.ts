import fc from 'fast-check';
import { fewestBits, mostValues } from '../../protocol/schema/bounds.ts';
import { stepsOf } from '../../protocol/schema/numbers.ts';
import type { Schema } from '../../protocol/schema/schema.ts';

const withNear = fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined });

const int = fc
  .tuple(
    fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -(2 ** 50), max: 2 ** 50 })),
    fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    withNear,
  )
  .map(
    ([min, span, near]): Schema => ({
      k: 'int',
      min,
      max: min + span,
      ...(near === undefined ? {} : { near }),
    }),
  );

const fixed = fc
  .tuple(
    fc.integer({ min: -50, max: 50 }),
    fc.constantFrom(0.1, 0.25, 1 / 3, 3),
    fc.integer({ min: 0, max: 500 }),
    withNear,
  )
  .map(
    ([min, step, steps, near]): Schema => ({
      k: 'fixed',
      min,
      max: min + steps * step,
      step,
      ...(near === undefined ? {} : { near }),
    }),
  );

const oneOf = fc
  .uniqueArray(fc.string({ maxLength: 6 }), { minLength: 1, maxLength: 9 })
  .map((of): Schema => ({ k: 'oneOf', of }));

const leaf: fc.Arbitrary<Schema> = fc.oneof(
  int,
  fixed,
  fc.constant<Schema>({ k: 'bool' }),
  oneOf,
  fc.integer({ min: 1, max: 40 }).map((max): Schema => ({ k: 'text', max })),
);

const most = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 }));
const fieldName = fc.constantFrom('x', 'y', 'alive', 'name', 'score', 'constructor', 'zMax');

/** Any schema of a few levels that is within the bounds. */
export const anySchema: fc.Arbitrary<Schema> = fc
  .letrec<{ node: Schema; item: Schema; plain: Schema }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.record<Schema & { k: 'list' }>({ k: fc.constant('list'), item: tie('item'), max: most }),
      fc.record<Schema & { k: 'seats' }>({ k: fc.constant('seats'), item: tie('item'), max: most }),
      fc.record<Schema & { k: 'optional' }>({ k: fc.constant('optional'), of: tie('plain') }),
      fc
        .dictionary(fieldName, tie('node'), { maxKeys: 4, noNullPrototype: true })
        .map((fields): Schema => ({ k: 'struct', fields })),
    ),
    plain: tie('node').filter(({ k }) => k !== 'optional'),
    item: tie('node').filter((schema) => fewestBits(schema) > 0),
  }))
  .node.filter((schema) => mostValues(schema) <= 2 ** 20);

/** A small seeded generator of 0..n-1, for walks that must be the same for the same seed. */
export const dice = (seed: number): ((n: number) => number) => {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return Math.floor(((mixed ^ (mixed >>> 16)) >>> 0) * 2 ** -32 * n);
  };
};

type Dice = ReturnType<typeof dice>;

const letters = ['a', 'Z', 'ß', '€', '😀', '\ufeff', '"', ' '];
const someText = (max: number, roll: Dice): string => {
  let text = '';
  for (let i = roll(max + 1); i > 0; i -= 1) {
    const longer = text + (letters[roll(letters.length)] ?? '');
    if (new TextEncoder().encode(longer).length > max) break;
    text = longer;
  }
  return text;
};

/** Any value of a schema; ends of ranges are likely. */
export const someValue = (schema: Schema, roll: Dice): unknown => {
  const index = (size: number): number => [0, size - 1, roll(size)][roll(3)] ?? 0;
  switch (schema.k) {
    case 'int':
      return schema.min + index(schema.max - schema.min + 1);
    case 'fixed':
      return schema.min + index(stepsOf(schema) + 1) * schema.step;
    case 'bool':
      return roll(2) === 1;
    case 'oneOf':
      return schema.of[roll(schema.of.length)];
    case 'text':
      return someText(schema.max, roll);
    case 'list':
      return Array.from({ length: roll(Math.min(schema.max, 8) + 1) }, () => someValue(schema.item, roll));
    case 'seats': {
      const map = new Map<number, unknown>();
      const dense = roll(2) === 0;
      for (let key = 0; key < schema.max; key += 1)
        if (dense ? key < 5 : roll(4) === 0) map.set(key, someValue(schema.item, roll));
      return map;
    }
    case 'optional':
      return roll(2) === 0 ? undefined : someValue(schema.of, roll);
    case 'struct':
      return Object.fromEntries(
        Object.entries(schema.fields).map(([name, field]) => [name, someValue(field, roll)]),
      );
  }
};

const stepped = (value: number, min: number, size: number, step: number, roll: Dice): number => {
  const index = Math.round((value - min) / step) + roll(9) - 4;
  return min + Math.max(0, Math.min(size - 1, index)) * step;
};

const nextList = (item: Schema, max: number, value: readonly unknown[], roll: Dice): unknown[] => {
  const items = value
    .slice(roll(4) === 0 ? roll(value.length + 1) : 0)
    .map((one) => nextValue(item, one, roll));
  if (roll(3) === 0) items.splice(roll(items.length + 1), roll(3));
  while (items.length < max && roll(3) === 0) items.push(someValue(item, roll));
  return items;
};

const nextMap = (item: Schema, max: number, value: ReadonlyMap<number, unknown>, roll: Dice): unknown => {
  const map = new Map<number, unknown>();
  for (const [key, one] of value) if (roll(10) !== 0) map.set(key, nextValue(item, one, roll));
  // In any order: a game may sit down seat 2 after seat 5.
  for (let i = roll(3); i > 0; i -= 1) map.set(roll(max), someValue(item, roll));
  return map;
};

/** What a state may look like a tick later: most of it the same objects, some of it stepped, some of it new. */
export const nextValue = (schema: Schema, value: unknown, roll: Dice): unknown => {
  if (roll(3) === 0) return value;
  if (roll(12) === 0) return someValue(schema, roll);
  switch (schema.k) {
    case 'int':
      return stepped(value as number, schema.min, schema.max - schema.min + 1, 1, roll);
    case 'fixed':
      return stepped(value as number, schema.min, stepsOf(schema) + 1, schema.step, roll);
    case 'list':
      return nextList(schema.item, schema.max, value as readonly unknown[], roll);
    case 'seats':
      return nextMap(schema.item, schema.max, value as ReadonlyMap<number, unknown>, roll);
    case 'optional':
      if (value === undefined || roll(6) === 0) return someValue(schema, roll);
      return nextValue(schema.of, value, roll);
    case 'struct':
      return Object.fromEntries(
        Object.entries(schema.fields).map(([name, field]) => [
          name,
          nextValue(field, (value as Readonly<Record<string, unknown>>)[name], roll),
        ]),
      );
    default:
      return someValue(schema, roll);
  }
};
