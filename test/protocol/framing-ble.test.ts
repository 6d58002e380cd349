import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { BleReassembler, fragment, valueSize } from '../../protocol/framing/ble.ts';

const frameOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i === 0 ? 0x44 : i * 7));
const frames = (max: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: 0x7f }), fc.uint8Array({ maxLength: max - 1 }))
    .map(([id, tail]) => Uint8Array.from([id, ...tail]));
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('BLE framing', () => {
  it('3.3.1 a value holds ATT MTU - 3 bytes, at most 512', () => {
    expect([23, 185, 247, 515, 517].map(valueSize)).toEqual([20, 182, 244, 512, 512]);
  });

  it('3.3.2 a frame that fits is sent as it is', () => {
    expect(fragment(frameOf(20), 20)).toEqual([frameOf(20)]);
  });

  it('3.3.3 a longer one is cut; each fragment tells its index and whether it is the last', () => {
    const values = fragment(frameOf(39), 20);
    expect(values.map((value) => [value[0], value.length])).toEqual([
      [0x80, 20],
      [0x81, 20],
      [0xc2, 2],
    ]);
  });

  it('3.3.3 the index goes on from 63 to 0', () => {
    const values = fragment(frameOf(19 * 66), 20);
    expect(values.slice(62).map((value) => value[0])).toEqual([0xbe, 0xbf, 0x80, 0xc1]);
  });

  it('3.3.5 every sequence of frames comes out whole and in order at every MTU', () => {
    fc.assert(
      fc.property(fc.array(frames(900), { maxLength: 5 }), fc.integer({ min: 23, max: 517 }), (sent, mtu) => {
        const into = new BleReassembler(3000);
        const values = sent.flatMap((frame) => fragment(frame, valueSize(mtu)));
        expect(values.every((value) => value.length <= valueSize(mtu))).toBe(true);
        expect(values.flatMap((value) => into.push(value) ?? [])).toEqual(sent);
      }),
    );
  });

  it('3.3.5 a lost, doubled or swapped fragment is a badFrame', () => {
    const [a, b, c] = fragment(frameOf(50), 20) as [Uint8Array, Uint8Array, Uint8Array];
    for (const values of [[a, c], [a, a], [b], [a, c, b], [a, frameOf(3)], [a, new Uint8Array(0)]]) {
      const into = new BleReassembler(512);
      expect(codeOf(() => values.map((value) => into.push(value)))).toBe('badFrame');
    }
  });

  it('3.3.5 a fragment with no bytes is a badFrame, so fragments cannot go on for ever', () => {
    expect(codeOf(() => new BleReassembler(512).push(Uint8Array.of(0x80)))).toBe('badFrame');
  });

  it('3.3.6 a frame over the limit is tooLarge with the fragment that passes it', () => {
    const into = new BleReassembler(100);
    const values = fragment(frameOf(101), 20);
    for (const value of values.slice(0, -1)) expect(into.push(value)).toBeUndefined();
    expect(codeOf(() => into.push(values.at(-1) as Uint8Array))).toBe('tooLarge');
    expect(codeOf(() => new BleReassembler(100).push(frameOf(101)))).toBe('tooLarge');
  });

  it('any values end in frames within the limit or in a ProtocolError', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 40 }), (values) => {
        const into = new BleReassembler(64);
        try {
          for (const value of values) expect(into.push(value)?.length ?? 0).toBeLessThanOrEqual(64);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });

  it('refuses what the caller may not send', () => {
    expect(() => fragment(new Uint8Array(0), 20)).toThrow(RangeError);
    expect(() => fragment(Uint8Array.of(0x80), 20)).toThrow(RangeError);
    expect(() => fragment(frameOf(5), 1)).toThrow(RangeError);
  });
});
