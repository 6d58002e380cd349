import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { compile, type SchemaCodec } from '../../protocol/schema/compile.ts';
import { parseSchema } from '../../protocol/schema/parse.ts';
import type { Schema } from '../../protocol/schema/schema.ts';
import { deltaOf, fromDelta, fromFull, fullOf } from './bits.ts';
import { anySchema, dice, nextValue, someValue } from './random.ts';

const codecOf = (schema: Schema): SchemaCodec<unknown> => compile(schema) as SchemaCodec<unknown>;
const seed = fc.integer({ min: 0, max: 2 ** 31 });

/** Runs a decoder: the only error it may end with is a typed one. */
const orRefused = (decode: () => unknown): { value: unknown } | undefined => {
  try {
    return { value: decode() };
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as ProtocolError).code).toBe('badFrame');
    return undefined;
  }
};

const damaged = (bytes: Uint8Array, roll: (n: number) => number): Uint8Array => {
  const copy = bytes.slice(0, roll(5) === 0 ? roll(bytes.length + 1) : bytes.length);
  for (let i = 1 + roll(4); i > 0 && copy.length > 0; i -= 1) {
    const at = roll(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << roll(8));
  }
  return copy;
};

describe('any schema, any states', () => {
  it('come back as they were from the full form', () => {
    fc.assert(
      fc.property(anySchema, seed, (schema, start) => {
        const codec = codecOf(schema);
        const value = someValue(schema, dice(start));
        const back = fromFull(codec, fullOf(codec, value));
        expect(back).toEqual(value);
        expect(codec.same(back, value)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('can be followed from delta to delta, each against what was decoded before', () => {
    fc.assert(
      fc.property(anySchema, seed, (schema, start) => {
        const codec = codecOf(schema);
        const roll = dice(start);
        let truth = someValue(schema, roll);
        let seen = fromFull(codec, fullOf(codec, truth));
        for (let tick = 0; tick < 12; tick += 1) {
          const next = nextValue(schema, truth, roll);
          const before = seen;
          seen = fromDelta(codec, deltaOf(codec, truth, next), seen);
          expect(seen).toEqual(next);
          if (codec.same(truth, next)) expect(seen).toBe(before);
          truth = next;
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('have deltas between states that have nothing to do with each other', () => {
    fc.assert(
      fc.property(anySchema, seed, (schema, start) => {
        const codec = codecOf(schema);
        const roll = dice(start);
        const base = someValue(schema, roll);
        const value = someValue(schema, roll);
        expect(fromDelta(codec, deltaOf(codec, base, value), base)).toEqual(value);
      }),
      { numRuns: 1500 },
    );
  });

  it('refuse arbitrary bytes with a typed error, or read a value that can be written again', () => {
    fc.assert(
      fc.property(anySchema, seed, fc.uint8Array({ maxLength: 60 }), (schema, start, bytes) => {
        const codec = codecOf(schema);
        const base = someValue(schema, dice(start));
        for (const read of [() => fromFull(codec, bytes), () => fromDelta(codec, bytes, base)]) {
          const got = orRefused(read);
          if (got) expect(fromFull(codec, fullOf(codec, got.value))).toEqual(got.value);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('refuse damaged bodies with a typed error, or read a value that can be written again', () => {
    fc.assert(
      fc.property(anySchema, seed, (schema, start) => {
        const codec = codecOf(schema);
        const roll = dice(start);
        const base = someValue(schema, roll);
        const value = nextValue(schema, base, roll);
        const full = damaged(fullOf(codec, value), roll);
        const delta = damaged(deltaOf(codec, base, value), roll);
        for (const read of [() => fromFull(codec, full), () => fromDelta(codec, delta, base)]) {
          const got = orRefused(read);
          if (got) expect(fromFull(codec, fullOf(codec, got.value))).toEqual(got.value);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('survive the way of their schema as JSON', () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        expect(parseSchema(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
      }),
    );
  });

  it('are told apart by same() exactly where a delta changes something', () => {
    fc.assert(
      fc.property(anySchema, seed, (schema, start) => {
        const codec = codecOf(schema);
        const roll = dice(start);
        const base = someValue(schema, roll);
        const value = nextValue(schema, base, roll);
        const seen = fromDelta(codec, deltaOf(codec, base, value), base);
        expect(codec.same(base, value)).toBe(seen === base);
        expect(codec.same(value, base)).toBe(seen === base);
      }),
    );
  });
});
