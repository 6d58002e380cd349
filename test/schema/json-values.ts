import type { Schema } from '../../protocol/schema/schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A value as test/vectors/schema.json writes it: a map as a list of [key, item], nothing as null. */
export const toJson = (schema: Schema, value: unknown): unknown => {
  switch (schema.k) {
    case 'optional':
      return value === undefined ? null : toJson(schema.of, value);
    case 'list':
      return (value as readonly unknown[]).map((item) => toJson(schema.item, item));
    case 'seats':
      return [...(value as ReadonlyMap<number, unknown>)].map(([key, item]) => [
        key,
        toJson(schema.item, item),
      ]);
    case 'struct':
      return Object.fromEntries(
        Object.entries(schema.fields).map(([name, field]) => [name, toJson(field, (value as Fields)[name])]),
      );
    default:
      return value;
  }
};

/** The way back from {@link toJson}. */
export const fromJson = (schema: Schema, json: unknown): unknown => {
  switch (schema.k) {
    case 'optional':
      return json === null ? undefined : fromJson(schema.of, json);
    case 'list':
      return (json as readonly unknown[]).map((item) => fromJson(schema.item, item));
    case 'seats':
      return new Map(
        (json as readonly (readonly [number, unknown])[]).map(([key, item]) => [
          key,
          fromJson(schema.item, item),
        ]),
      );
    case 'struct':
      return Object.fromEntries(
        Object.entries(schema.fields).map(([name, field]) => [name, fromJson(field, (json as Fields)[name])]),
      );
    default:
      return json;
  }
};
