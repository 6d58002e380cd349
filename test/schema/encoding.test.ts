import { describe, expect, it } from 'vitest';
import { BitWriter } from '../../protocol/bytes/bit-writer.ts';
import { compile } from '../../protocol/schema/compile.ts';
import { s } from '../../protocol/schema/schema.ts';
import { bits, deltaOf, fromDelta, fromFull, fullOf, hex } from './bits.ts';

const hero = compile(s.struct({ x: s.int(0, 999, { near: 3 }), name: s.text(8), hp: s.int(0, 100) }));
const flags = compile(s.seats(s.bool(), 8));
const numbers = compile(s.list(s.int(0, 15), 20));
const crowd = compile(
  s.seats(s.struct({ x: s.int(0, 999, { near: 3 }), y: s.int(0, 999, { near: 2 }) }), 1000),
);

const refused = (read: () => unknown, why: RegExp): void => expect(read).toThrow(why);

// Worked out by hand from the rules, so that they hold for other languages too.
describe('S.13 structs: fields in the order of their names', () => {
  const al = { hp: 87, name: 'Al', x: 500 };

  it('full form', () => {
    expect(hex(fullOf(hero, al))).toBe('ae482d8fa0');
  });

  it('delta with a short step', () => {
    expect(hex(deltaOf(hero, al, { ...al, x: 498 }))).toBe('84');
  });

  it('delta with a number in full', () => {
    expect(hex(deltaOf(hero, al, { ...al, hp: 80, x: 700 }))).toBe('e83d78');
  });

  it('delta of nothing is one bit', () => {
    expect(deltaOf(hero, al, { ...al })).toEqual(bits('0'));
  });
});

describe('S.4 numbers', () => {
  const near2 = compile(s.int(0, 9, { near: 2 }));
  const tenths = compile(s.fixed(-1, 1, 0.1, { near: 1 }));

  it('have a code for unchanged, short steps, and one for the full form', () => {
    expect(deltaOf(near2, 5, 5)).toEqual(bits('010'));
    expect(deltaOf(near2, 5, 3)).toEqual(bits('000'));
    expect(deltaOf(near2, 5, 7)).toEqual(bits('100'));
    expect(deltaOf(near2, 5, 8)).toEqual(bits('101 1000'));
  });

  it('refuse codes that mean nothing and steps out of the range', () => {
    refused(() => fromDelta(near2, bits('110'), 5), /code 6, at most 5/);
    refused(() => fromDelta(near2, bits('000'), 1), /badFrame/);
    refused(() => fromDelta(near2, bits('100'), 8), /badFrame/);
    refused(() => fromFull(near2, bits('1010')), /badFrame/);
  });

  it('of fixed point go to the nearest step and come back as min + i * step', () => {
    expect(fromFull(tenths, fullOf(tenths, 0.3))).toBe(-1 + 13 * 0.1);
    expect(fromFull(tenths, fullOf(tenths, 0.34))).toBe(-1 + 13 * 0.1);
    expect(tenths.same(0.3, 0.34)).toBe(true);
    expect(deltaOf(tenths, 0.3, 0.36)).toEqual(bits('10'));
  });

  it('take 32 bits at most', () => {
    const widest = compile(s.int(-(2 ** 31), 2 ** 31 - 1));
    expect(hex(fullOf(widest, 2 ** 31 - 1))).toBe('ffffffff');
    expect(fromFull(widest, fullOf(widest, -1))).toBe(-1);
  });
});

describe('S.8 subsets', () => {
  const mapOf = (n: number, on: readonly number[]) =>
    new Map(Array.from({ length: n }, (_, key) => [key, on.includes(key)]));
  const many = compile(s.seats(s.bool(), 1000));

  it('of all are one bit', () => {
    // Changed, same keys, all of them.
    expect(deltaOf(many, mapOf(1000, []), mapOf(1000, [...Array(1000).keys()]))).toEqual(bits('1 0 1'));
  });

  it('of one in a thousand are a count and a gap, with the rice parameter 9', () => {
    expect(deltaOf(many, mapOf(1000, []), mapOf(1000, [700]))).toEqual(
      bits('1 0 0 0000000001 0 1 010111100'),
    );
  });

  it('have the largest rice parameter k with count * 2^k <= n - count, equality included', () => {
    // n = 3, count 1: k = 1.
    expect(deltaOf(flags, mapOf(3, []), mapOf(3, [2]))).toEqual(bits('1 0 0 01 01 0'));
  });

  it('refuse positions past the end and a count of all', () => {
    const base = mapOf(3, []);
    refused(() => fromDelta(flags, bits('1 0 0 11 1 1 1'), base), /3 of 3 positions/);
    refused(() => fromDelta(flags, bits('1 0 0 01 01 1'), base), /position 3 of 3/);
    refused(() => fromDelta(flags, bits('1 0 0 01 001 0'), base), /position 4 of 3/);
  });
});

describe('S.11 maps', () => {
  it('whose keys change', () => {
    const base = new Map([
      [0, false],
      [1, false],
      [5, true],
    ]);
    const value = new Map([
      [5, true],
      [1, true],
      [2, false],
    ]);
    const delta = deltaOf(flags, base, value);
    expect(hex(delta)).toBe('cc6300');
    expect([...fromDelta(flags, delta, base)]).toEqual([
      [1, true],
      [2, false],
      [5, true],
    ]);
  });

  it('refuse a key that is there already', () => {
    const base = new Map([[0, false]]);
    // Keys change, none is gone, key 0 comes, nothing else changed, in full.
    refused(() => fromDelta(flags, bits('1 1 0 0001 0 1'), base), /key 0 is there already/);
    // The same key gone and come again is another entry.
    expect(fromDelta(flags, bits('1 1 1 0001 1'), base)).toEqual(new Map([[0, true]]));
  });

  it('refuse keys and counts over the maximum', () => {
    refused(() => fromFull(flags, bits('1001')), /key 8 of 0\.\.7/);
    refused(() => fromFull(crowd, bits('1111101000 1')), /1000 items in/);
  });

  it('keep what did not change as the same objects, even if all items are marked', () => {
    const base = new Map(Array.from({ length: 9 }, (_, key) => [key, { x: 10 * key, y: 5 }]));
    const value = new Map([...base].map(([key, p]) => [key, key === 4 ? p : { x: p.x + 1, y: 5 }]));
    const delta = deltaOf(crowd, base, value);
    // Marks of all: 3 bits and 9 times 6.
    expect(delta.length).toBe(8);
    const seen = fromDelta(crowd, delta, base);
    expect(seen).toEqual(value);
    expect(seen.get(4)).toBe(base.get(4));
  });

  it('are the base itself if all items are marked and none has changed', () => {
    const base = new Map([
      [0, { x: 1, y: 1 }],
      [7, { x: 2, y: 2 }],
    ]);
    expect(fromDelta(crowd, bits('1 0 1 011 010 011 010'), base)).toBe(base);
  });
});

describe('S.10 lists', () => {
  it('that work as a queue send only what is new', () => {
    // Changed; moved; 1 of 0..3 cut; length 3; the 2 kept: not all, none; then 9.
    expect(deltaOf(numbers, [1, 2, 3], [2, 3, 9])).toEqual(bits('1 1 01 00011 0 0 1001'));
  });

  it('that grow and shrink keep their other items', () => {
    const base = [1, 2];
    expect(deltaOf(numbers, base, [1, 2, 7])).toEqual(bits('1 1 00 00011 0 0 0111'));
    expect(deltaOf(numbers, base, [1])).toEqual(bits('1 1 00 00001 0'));
  });

  it('refuse a cut longer than the base and a length over the maximum', () => {
    refused(() => fromDelta(numbers, bits('1 1 11 00000'), [1, 2]), /3 cut from 2/);
    refused(() => fromDelta(numbers, bits('1 1 00 10101'), [1, 2]), /21 items, at most 20/);
    refused(() => fromFull(numbers, bits('10100 0000')), /20 items in/);
  });

  it('refuse a count the bits left cannot hold before they take memory for it', () => {
    const deep = compile(s.list(s.list(s.bool(), 15), 65_535));
    refused(() => fromFull(deep, bits('1111111111111111 0000')), /65535 items in/);
  });
});

describe('S.12 optionals and S.7 texts', () => {
  const maybe = compile(s.optional(s.bool()));

  it('say what came without a bit too many', () => {
    expect(deltaOf(maybe, undefined, true)).toEqual(bits('1 1'));
    expect(deltaOf(maybe, true, undefined)).toEqual(bits('1 0'));
    expect(deltaOf(maybe, true, false)).toEqual(bits('1 1'));
  });

  it('refuse text that is cut off, too long or not UTF-8', () => {
    const text = compile(s.text(5));
    refused(() => fromFull(text, bits('110')), /text of 6 bytes, at most 5/);
    refused(() => fromFull(text, bits('010 01000001')), /cut off/);
    refused(() => fromFull(text, bits('001 11111111')), /not UTF-8/);
    expect(fromFull(text, fullOf(text, '\ufeffé'))).toBe('\ufeffé');
  });
});

describe('S.1 padding', () => {
  it('must be zero and less than a byte', () => {
    const bool = compile(s.bool());
    expect(fromFull(bool, bits('1'))).toBe(true);
    refused(() => fromFull(bool, bits('1000 0001')), /padding/);
    refused(() => fromFull(bool, bits('1000 0000 0000 0000')), /bytes too many/);
    refused(() => fromFull(bool, new Uint8Array()), /1 bits wanted, 0 left/);
  });

  it('is written clean by a writer that is used again', () => {
    const to = new BitWriter(2);
    to.bits(0xffff_ffff, 32);
    to.reset();
    to.bits(1, 3);
    to.bit(true);
    expect(to.finish()).toEqual(bits('0011'));
    expect(to.length).toBe(4);
  });
});
