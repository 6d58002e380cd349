import type { ByteReader } from './bytes/reader.ts';
import type { ByteWriter } from './bytes/writer.ts';
import { ProtocolError } from './errors.ts';

/** How one field of a message stands in bytes. A message is a row of named fields; `layout` is what SPEC.md prints. */
export interface Field<T> {
  readonly layout: string;
  write(to: ByteWriter, value: T): void;
  read(from: ByteReader): T;
}

const utf8 = new TextEncoder();

const check = (value: number, max: number): number => {
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`${value} is not an integer of 0..${max}`);
  return value;
};

export const u8: Field<number> = {
  layout: 'u8',
  write: (to, v) => to.u8(check(v, 0xff)),
  read: (from) => from.u8(),
};
export const u16: Field<number> = {
  layout: 'u16',
  write: (to, v) => to.u16(check(v, 0xffff)),
  read: (from) => from.u16(),
};
export const u32: Field<number> = {
  layout: 'u32',
  write: (to, v) => to.u32(check(v, 0xffff_ffff)),
  read: (from) => from.u32(),
};

export const bool: Field<boolean> = {
  layout: 'bool',
  write: (to, v) => to.u8(v ? 1 : 0),
  read: (from) => {
    const value = from.u8();
    if (value > 1) throw new ProtocolError('badFrame', `${value} is not a bool`);
    return value === 1;
  },
};

/** UTF-8 text of at most `maxBytes` bytes. */
export const text = (maxBytes: number): Field<string> => ({
  layout: `text(${maxBytes})`,
  write: (to, v) => {
    const bytes = utf8.encode(v);
    if (bytes.length > maxBytes) throw new RangeError(`text is over ${maxBytes} bytes`);
    to.bytes(bytes);
  },
  read: (from) => from.text(maxBytes),
});

/** Exactly `count` bytes. */
export const raw = (count: number): Field<Uint8Array> => ({
  layout: `raw(${count})`,
  write: (to, v) => {
    if (v.length !== count) throw new RangeError(`${v.length} bytes instead of ${count}`);
    to.raw(v);
  },
  read: (from) => from.raw(count),
});

/** All that is left of the frame. */
export const rest: Field<Uint8Array> = {
  layout: 'rest',
  write: (to, v) => to.raw(v),
  read: (from) => from.rest(),
};

/** One of a fixed row of words, sent as its index. */
export const oneOf = <const W extends readonly string[]>(words: W): Field<W[number]> => ({
  layout: `u8 of ${words.join('|')}`,
  write: (to, v) => {
    const index = words.indexOf(v);
    if (index < 0) throw new RangeError(`${v} is none of ${words.join(', ')}`);
    to.u8(index);
  },
  read: (from) => {
    const index = from.u8();
    const word = words[index];
    if (word === undefined) throw new ProtocolError('badFrame', `${index} is none of ${words.join(', ')}`);
    return word;
  },
});

/** Varint count, then the items. */
export const list = <T>(item: Field<T>, max: number): Field<readonly T[]> => ({
  layout: `list(${item.layout}, ${max})`,
  write: (to, items) => {
    if (items.length > max) throw new RangeError(`${items.length} items, at most ${max}`);
    to.varint(items.length);
    for (const one of items) item.write(to, one);
  },
  read: (from) => {
    const count = from.varint(max);
    const items: T[] = [];
    for (let i = 0; i < count; i += 1) items.push(item.read(from));
    return items;
  },
});
