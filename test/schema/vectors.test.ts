import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile, type SchemaCodec } from '../../protocol/schema/compile.ts';
import { parseSchema } from '../../protocol/schema/parse.ts';
import type { Schema } from '../../protocol/schema/schema.ts';
import { deltaOf, fromDelta, fromFull, fromHex, fullOf, hex } from './bits.ts';
import { fromJson, toJson } from './json-values.ts';
import { vectorCases } from './vector-cases.ts';

const FILE = '../vectors/schema.json';
const codecOf = (schema: Schema): SchemaCodec<unknown> => compile(schema) as SchemaCodec<unknown>;

interface Vector {
  readonly name: string;
  readonly schema: unknown;
  readonly base: unknown;
  readonly value: unknown;
  readonly full: string;
  readonly delta: string;
}

/** One vector a line, so that a change shows as a changed line. */
const printed = (): string => {
  const lines = vectorCases.map(({ name, schema, base, value }) => {
    const codec = codecOf(schema);
    const vector: Vector = {
      name,
      schema,
      base: toJson(schema, base),
      value: toJson(schema, value),
      full: hex(fullOf(codec, value)),
      delta: hex(deltaOf(codec, base, value)),
    };
    return `  ${JSON.stringify(vector)}`;
  });
  return `[\n${lines.join(',\n')}\n]\n`;
};

describe('test/vectors/schema-refused.json', () => {
  const vectors: readonly Pick<Vector, 'name' | 'schema' | 'base' | 'delta'>[] = JSON.parse(
    readFileSync(new URL('../vectors/schema-refused.json', import.meta.url), 'utf8'),
  );

  it.each(vectors)('S.3 refuses: $name', ({ schema: json, base, delta }) => {
    const schema = parseSchema(json);
    const read = () => fromDelta(codecOf(schema), fromHex(delta), fromJson(schema, base));
    expect(read).toThrow(/^badFrame/);
  });
});

describe('test/vectors/schema.json', () => {
  it('holds what this encoder writes', async () => {
    await expect(printed()).toMatchFileSnapshot(FILE);
  });

  const vectors = JSON.parse(readFileSync(new URL(FILE, import.meta.url), 'utf8')) as readonly Vector[];

  it.each(vectors)('$name: is decoded from the file alone', ({ schema: json, base, value, full, delta }) => {
    const schema = parseSchema(json);
    const codec = codecOf(schema);
    expect(fromFull(codec, fromHex(full))).toEqual(fromJson(schema, value));
    expect(fromDelta(codec, fromHex(delta), fromJson(schema, base))).toEqual(fromJson(schema, value));
  });
});
