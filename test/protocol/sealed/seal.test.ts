import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { native } from '../../../hub/sealed/native.ts';
import { encode } from '../../../protocol/codec.ts';
import type { Message } from '../../../protocol/messages.ts';
import { agree } from '../../../protocol/sealed/keys.ts';
import { pure } from '../../../protocol/sealed/pure.ts';
import { SealedEnd } from '../../../protocol/sealed/seal.ts';
import { hex } from '../vectors.ts';

const agreement = agree(new Uint8Array(16).fill(1), new Uint8Array(32).fill(2), new Uint8Array(32).fill(3));
const phoneEnd = (kind: 'ble' | 'tcp'): SealedEnd => new SealedEnd(pure, agreement, 'phone', kind);
const hubEnd = (kind: 'ble' | 'tcp'): SealedEnd => new SealedEnd(pure, agreement, 'hub', kind);

const lines: readonly Message[] = [
  { type: 'input', first: 1, inputs: [{ kind: 'pad', buttons: 1, axes: [5, 0, 0, 0] }] },
  { type: 'ack', tick: 700 },
  { type: 'chat', text: 'x'.repeat(120) },
  { type: 'resync' },
  { type: 'input', first: 2, inputs: [{ kind: 'move', bytes: new Uint8Array(64).fill(9) }] },
  { type: 'command', command: 'start', member: 0, argument: '' },
  { type: 'ping', stamp: 1 },
  { type: 'leave' },
];
const plain = lines.map(encode);

const recorded = (kind: 'ble' | 'tcp'): readonly Uint8Array[] => {
  const phone = phoneEnd(kind);
  return plain.map((frame) => new Uint8Array(phone.seal(frame)));
};

/** @returns how many frames of a changed conversation a hub took before it refused one, and whether it refused. */
const hear = (kind: 'ble' | 'tcp', frames: readonly Uint8Array[]) => {
  const hub = hubEnd(kind);
  const heard: string[] = [];
  try {
    for (const frame of frames) heard.push(hex(hub.open(frame)));
  } catch {
    // What comes behind a frame that was refused cannot be read either.
    for (const frame of frames) expect(() => hub.open(frame)).toThrow('badSeal');
    return { heard, refused: true };
  }
  return { heard, refused: false };
};

describe.each(['ble', 'tcp'] as const)('a recorded conversation over %s', (kind) => {
  const frames = recorded(kind);

  it('is heard as it was said', () => {
    expect(hear(kind, frames)).toEqual({ heard: plain.map(hex), refused: false });
  });

  it('is refused at the very frame in which any single bit was changed', () => {
    let tried = 0;
    for (const [index, frame] of frames.entries()) {
      for (let bit = 0; bit < frame.length * 8; bit += 1) {
        const flipped = new Uint8Array(frame);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        tried += 1;
        expect(hear(kind, frames.with(index, flipped))).toEqual({
          heard: plain.slice(0, index).map(hex),
          refused: true,
        });
      }
    }
    expect(tried).toBeGreaterThan(2_000);
  });

  it('is refused where a frame was left out, repeated, swapped, cut or made up', () => {
    for (let index = 0; index < frames.length - 1; index += 1) {
      const before = { heard: plain.slice(0, index).map(hex), refused: true };
      const [one, next] = [frames[index] ?? plain[0], frames[index + 1] ?? plain[0]] as Uint8Array[];
      if (!one || !next) throw new Error('no such frame');
      expect(hear(kind, frames.toSpliced(index, 1))).toEqual(before);
      expect(hear(kind, frames.toSpliced(index, 0, next))).toEqual(before);
      expect(hear(kind, frames.toSpliced(index, 2, next, one))).toEqual(before);
      expect(hear(kind, frames.toSpliced(index, 1, one.subarray(0, -1)))).toEqual(before);
      expect(hear(kind, frames.toSpliced(index, 1, plain[index] ?? one))).toEqual(before);
      expect(hear(kind, frames.toSpliced(index + 1, 0, one)).heard).toHaveLength(index + 1);
    }
  });

  it('is no conversation of the other direction', () => {
    expect(hear(kind, [hubEnd(kind).seal(plain[1] ?? new Uint8Array(1))])).toEqual({
      heard: [],
      refused: true,
    });
  });
});

describe('a sealed end', () => {
  it('opens what the other seals, of any length, in any mixture of both directions', () => {
    const frame = fc.tuple(
      fc.boolean(),
      fc.uint8Array({ minLength: 1, maxLength: 5_000, size: 'max' }),
      fc.nat(9),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), (all) => {
        const ends = { phone: phoneEnd('ble'), hub: hubEnd('ble') };
        for (const [up, bytes, headroom] of all) {
          bytes[0] = (bytes[0] ?? 0) & 0x7f;
          const [from, to] = up ? [ends.phone, ends.hub] : [ends.hub, ends.phone];
          const sealed = from.seal(bytes, headroom);
          expect(sealed.length).toBe(headroom + bytes.length + from.tag);
          expect(sealed[headroom]).toBeLessThan(0x80);
          expect(hex(to.open(sealed.subarray(headroom)))).toBe(hex(bytes));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('puts the next frame in the place of one that was taken back, as if it had never been', () => {
    const [taken, never] = [phoneEnd('tcp'), phoneEnd('tcp')];
    for (const [index, frame] of plain.entries()) {
      taken.seal(plain[(index + 2) % plain.length] ?? frame);
      taken.takeBack();
      expect(hex(taken.seal(frame))).toBe(hex(never.seal(frame)));
    }
    taken.takeBack();
    expect(() => taken.takeBack()).toThrow(RangeError);
  });

  it('gives whoever records it nothing that packs better than random bytes', () => {
    const phone = phoneEnd('ble');
    const all = Buffer.concat(Array.from({ length: 3_000 }, () => phone.seal(plain[2] ?? new Uint8Array(1))));
    expect(deflateSync(all, { level: 9 }).length).toBeGreaterThan(0.995 * all.length);
  });

  it('never uses a piece of the key stream twice', () => {
    const phone = phoneEnd('tcp');
    const zeros = new Uint8Array(16);
    const seen = new Set(Array.from({ length: 2_000 }, () => hex(phone.seal(zeros).subarray(1, 16))));
    expect(seen.size).toBe(2_000);
  });
});

describe.each([
  ['pure', pure],
  ['native', native],
])('frames of every length, with the primitives of %s', (_name, primitives) => {
  /** As rule 13.6 says it, a byte at a time and without any of what makes it quick. */
  const slowly = (frame: Uint8Array, at: number, counter: number): Uint8Array => {
    const stream = pure.keystream(agreement.phone.stream, 0, at + frame.length).subarray(at);
    const body = frame.map((byte, i) => (byte ^ (stream[i] ?? 0)) & (i === 0 ? 0x7f : 0xff));
    const tag = pure.frameMac(agreement.phone.mac)(counter, body).slice(0, 16);
    return new Uint8Array([...body, ...tag]);
  };

  it('are sealed as they would be a byte at a time, and opened again, wherever they stand', () => {
    const phone = new SealedEnd(primitives, agreement, 'phone', 'tcp');
    const hub = new SealedEnd(primitives, agreement, 'hub', 'tcp');
    let at = 0;
    for (let length = 1; length <= 260; length += 1) {
      const frame = new Uint8Array(length).map((_zero, i) => (i === 0 ? 0x11 : (i * 31 + length) & 0xff));
      const headroom = length % 5;
      const sealed = phone.seal(frame, headroom).subarray(headroom);
      expect(hex(sealed)).toBe(hex(slowly(frame, at, length - 1)));
      expect(hex(hub.open(sealed))).toBe(hex(frame));
      at += length;
    }
  });

  it('longer than the key stream made at once are too, and frames that were not sent leave no trace', () => {
    const phone = new SealedEnd(primitives, agreement, 'phone', 'tcp');
    const hub = new SealedEnd(primitives, agreement, 'hub', 'tcp');
    let at = 0;
    for (const [counter, length] of [9, 3_000, 70, 9_001, 20_000, 48].entries()) {
      const frame = new Uint8Array(length).fill(length & 0x7f);
      phone.seal(new Uint8Array(length + 500));
      phone.takeBack();
      const sealed = phone.seal(frame);
      expect(hex(sealed)).toBe(hex(slowly(frame, at, counter)));
      expect(hex(hub.open(sealed))).toBe(hex(frame));
      at += length;
    }
  });
});
