import { BitReader } from '../../protocol/bytes/bit-reader.ts';
import { BitWriter } from '../../protocol/bytes/bit-writer.ts';
import type { SchemaCodec } from '../../protocol/schema/compile.ts';

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

export const fullOf = <T>(codec: SchemaCodec<T>, value: T): Uint8Array => {
  const to = new BitWriter(4);
  codec.writeFull(to, value);
  return to.finish();
};

export const deltaOf = <T>(codec: SchemaCodec<T>, base: T, value: T): Uint8Array => {
  const to = new BitWriter(4);
  codec.writeDelta(to, base, value);
  return to.finish();
};

export const fromFull = <T>(codec: SchemaCodec<T>, bytes: Uint8Array): T => {
  const from = new BitReader(bytes);
  const value = codec.readFull(from);
  from.end();
  return value;
};

export const fromDelta = <T>(codec: SchemaCodec<T>, bytes: Uint8Array, base: T): T => {
  const from = new BitReader(bytes);
  const value = codec.readDelta(from, base);
  from.end();
  return value;
};

/** '1 010  0' as bytes, padded with zeros. */
export const bits = (text: string): Uint8Array => {
  const all = text.replace(/\s/g, '');
  return Uint8Array.from({ length: Math.ceil(all.length / 8) }, (_, i) =>
    Number.parseInt(all.slice(i * 8, i * 8 + 8).padEnd(8, '0'), 2),
  );
};
