import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../protocol/bytes/reader.ts';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import { decodeFromHub, decodeFromPhone, encode, isForLater } from '../../protocol/codec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { BleReassembler, fragment, valueSize } from '../../protocol/framing/ble.ts';
import { frameForTcp, TcpDeframer } from '../../protocol/framing/tcp.ts';
import { input } from '../../protocol/inputs.ts';
import { limits } from '../../protocol/limits.ts';
import { type MessageName, messages } from '../../protocol/messages.ts';
import { hex, inputFromJson, messageFromJson, readVectors, unhex } from './vectors.ts';

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

type Side = 'phone' | 'hub' | 'both';
type Json = Readonly<Record<string, unknown>>;
const decoders = {
  phone: [decodeFromPhone],
  hub: [decodeFromHub],
  both: [decodeFromPhone, decodeFromHub],
} as const;

describe('golden vectors: messages', () => {
  const { accepted, refused, ignored } = readVectors<
    { from: Side; message: Json; frame: string },
    { from: Side; frame: string; error: string },
    { from: Side; frame: string }
  >('messages');

  it('has every message of the table', () => {
    const seen = new Set(accepted.map(({ message }) => message.type));
    expect(Object.keys(messages).filter((name) => !seen.has(name))).toEqual([]);
  });

  it.each(accepted)('$name', ({ from, message, frame }) => {
    const value = messageFromJson(message);
    expect(messages[message.type as MessageName].from).toBe(from);
    expect(hex(encode(value))).toBe(frame);
    for (const decode of decoders[from]) expect(decode(unhex(frame))).toEqual(value);
  });

  it.each(accepted)('every beginning of: $name', ({ from, message, frame }) => {
    const bytes = unhex(frame);
    const fields = messages[message.type as MessageName].fields as Readonly<
      Record<string, { layout: string }>
    >;
    const open = Object.keys(fields).find((name) => fields[name]?.layout === 'rest');
    // What takes the rest has no length of its own: only what comes before it can be cut.
    const least = open ? bytes.length - unhex(String(message[open])).length : bytes.length;
    for (let length = 0; length < least; length += 1)
      for (const decode of decoders[from])
        expect(codeOf(() => decode(bytes.subarray(0, length)))).toBe('badFrame');
  });

  it.each(refused)('refuses: $name', ({ from, frame, error }) => {
    expect(isForLater(unhex(frame))).toBe(false);
    for (const decode of decoders[from]) expect(codeOf(() => decode(unhex(frame)))).toBe(error);
  });

  it.each(ignored ?? [])('ignores: $name', ({ frame }) => {
    expect(isForLater(unhex(frame))).toBe(true);
  });

  it.each(accepted)('does not ignore: $name', ({ frame }) => {
    expect(isForLater(unhex(frame))).toBe(false);
  });
});

describe('golden vectors: inputs', () => {
  const { accepted, refused } = readVectors<{ input: Json; bytes: string }, { bytes: string }>('inputs');
  const read = (bytes: string) => {
    const from = new ByteReader(unhex(bytes));
    const value = input.read(from);
    from.end();
    return value;
  };

  it.each(accepted)('$name', ({ input: json, bytes }) => {
    const to = new ByteWriter();
    input.write(to, inputFromJson(json));
    expect(hex(to.finish())).toBe(bytes);
    expect(read(bytes)).toEqual(inputFromJson(json));
  });

  it.each(refused)('refuses: $name', ({ bytes }) => {
    expect(codeOf(() => read(bytes))).toBe('badFrame');
  });
});

describe('golden vectors: TCP', () => {
  const { accepted, refused } = readVectors<
    { frames: string[]; stream: string },
    { maxFrame: number; stream: string; before: string[]; error: string }
  >('tcp');

  it.each(accepted)('$name', ({ frames, stream }) => {
    expect(frames.map((frame) => hex(frameForTcp(unhex(frame)))).join('')).toBe(stream);
    for (const step of [1, 2, 3, stream.length]) {
      const into = new TcpDeframer(limits.frameToPhone);
      const got: Uint8Array[] = [];
      for (let at = 0; at < stream.length / 2; at += step)
        got.push(...into.push(unhex(stream).subarray(at, at + step)));
      expect(got.map(hex)).toEqual(frames);
    }
  });

  it.each(refused)('refuses: $name', ({ maxFrame, stream, before, error }) => {
    const into = new TcpDeframer(maxFrame);
    const frames: Uint8Array[] = [];
    const code = codeOf(() => {
      frames.push(...into.push(unhex(stream)));
      if (into.broken) throw into.broken;
    });
    expect([frames.map(hex), code]).toEqual([before, error]);
  });
});

describe('golden vectors: Bluetooth', () => {
  const { accepted, refused } = readVectors<
    { frame: string; fragments: Record<string, string[]> },
    { maxFrame: number; values: string[]; error: string }
  >('ble');

  it.each(accepted)('$name', ({ frame, fragments }) => {
    expect(Object.keys(fragments)).toEqual(['23', '185', '517']);
    for (const [mtu, values] of Object.entries(fragments)) {
      expect(fragment(unhex(frame), valueSize(Number(mtu))).map(hex)).toEqual(values);
      const into = new BleReassembler(limits.frameToPhone);
      expect(values.flatMap((value) => into.push(unhex(value)) ?? []).map(hex)).toEqual([frame]);
    }
  });

  it.each(refused)('refuses: $name', ({ maxFrame, values, error }) => {
    const into = new BleReassembler(maxFrame);
    const [last, ...before] = values.toReversed();
    for (const value of before.toReversed()) expect(into.push(unhex(value))).toBeUndefined();
    expect(codeOf(() => into.push(unhex(last ?? '')))).toBe(error);
  });
});
