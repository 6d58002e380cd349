import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { frameForTcp, TcpDeframer } from '../../protocol/framing/tcp.ts';

const join = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('TCP framing', () => {
  it('3.2.1 a frame stands behind its length as a varint', () => {
    expect(frameForTcp(Uint8Array.of(9))).toEqual(Uint8Array.of(1, 9));
    expect(frameForTcp(new Uint8Array(300)).subarray(0, 2)).toEqual(Uint8Array.of(0xac, 0x02));
  });

  it('3.2.1 frames come out the same however the bytes are split or joined', () => {
    const frame = fc.uint8Array({ minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }),
        (sent, cuts) => {
          const into = new TcpDeframer(400);
          const bytes = join(sent.map(frameForTcp));
          const got: Uint8Array[] = [];
          for (let at = 0, i = 0; at < bytes.length; i += 1) {
            const end = at + (cuts[i % cuts.length] ?? 1);
            got.push(...into.push(bytes.subarray(at, end)));
            at = end;
          }
          expect(got).toEqual(sent);
          expect(into.idle).toBe(true);
        },
      ),
    );
  });

  it('3.2.1 frames are copies: the chunk may be used again', () => {
    const chunk = frameForTcp(Uint8Array.of(1, 2, 3));
    const [frame] = new TcpDeframer(10).push(chunk);
    chunk.fill(0);
    expect(frame).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('3.2.2 a length that is 0 or not in shortest form is a badFrame', () => {
    for (const bytes of [[0], [0x81, 0x00], [0x80, 0x00], [0xff, 0x80, 0x00]])
      expect(codeOf(() => new TcpDeframer(65_535).push(Uint8Array.from(bytes)))).toBe('badFrame');
  });

  it('3.2.3 a length over the limit is tooLarge before any byte of the frame is there', () => {
    expect(codeOf(() => new TcpDeframer(512).push(Uint8Array.of(0x81, 0x04)))).toBe('tooLarge');
    expect(codeOf(() => new TcpDeframer(512).push(Uint8Array.of(0xff, 0xff)))).toBe('tooLarge');
    expect(codeOf(() => new TcpDeframer(512).push(Uint8Array.of(0x80, 0x80)))).toBe('tooLarge');
    expect(new TcpDeframer(512).push(Uint8Array.of(0x80, 0x04))).toEqual([]);
  });

  it('3.2.4 what comes before broken bytes, and what is wrong with those, does not depend on the cuts', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((tail) => Uint8Array.from([2, 7, 7, ...tail]));
    const read = (stream: Uint8Array, step: number): unknown => {
      const into = new TcpDeframer(20);
      const got: Uint8Array[] = [];
      for (let at = 0; at < stream.length && !into.broken; at += step) {
        try {
          got.push(...into.push(stream.subarray(at, at + step)));
        } catch (error) {
          expect(error).toBe(into.broken);
        }
      }
      return [got, into.broken?.code];
    };
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 9 }), (stream, step) => {
        expect(read(stream, step)).toEqual(read(stream, stream.length));
      }),
    );
  });

  it('3.2.3 a broken stream stays broken', () => {
    const into = new TcpDeframer(8);
    expect(codeOf(() => into.push(Uint8Array.of(9)))).toBe('tooLarge');
    expect(codeOf(() => into.push(Uint8Array.of(1, 1)))).toBe('tooLarge');
  });

  it('any bytes end in frames within the limit or in a ProtocolError', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 }), (chunks) => {
        const into = new TcpDeframer(16);
        try {
          for (const chunk of chunks)
            for (const frame of into.push(chunk)) expect(frame.length).toBeLessThanOrEqual(16);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });

  it('says whether an end of the stream would cut a frame off', () => {
    const into = new TcpDeframer(16);
    into.push(Uint8Array.of(2, 1));
    expect(into.idle).toBe(false);
  });

  it('refuses to send an empty frame', () => {
    expect(() => frameForTcp(new Uint8Array(0))).toThrow(RangeError);
  });
});
