import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { native } from '../../../hub/sealed/native.ts';
import { pure } from '../../../protocol/sealed/pure.ts';
import { hex, unhex } from '../vectors.ts';
import { joined } from './support/conversation.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe.each([
  ['pure', pure],
  ['native', native],
] as const)('%s primitives', (_, primitives) => {
  it('X25519 is that of RFC 7748', () => {
    const scalar = 'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4';
    const point = 'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c';
    expect(hex(primitives.keyShare(unhex(scalar)).with(unhex(point)))).toBe(
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    );
  });

  it('X25519 refuses shares of low order', () => {
    const own = primitives.keyShare(new Uint8Array(32).fill(7));
    for (const share of [
      '00'.repeat(32),
      `01${'00'.repeat(31)}`,
      'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
      `ecff${'ff'.repeat(29)}7f`,
      `edff${'ff'.repeat(29)}7f`,
    ])
      expect(() => own.with(unhex(share)), share).toThrow('badSeal');
  });

  it('ChaCha20 is that of RFC 8439, block after block', () => {
    // Appendix A.1, test vectors 1 and 2: the blocks 0 and 1 of a key of zeros.
    const first =
      '76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586';
    const second =
      '9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f';
    expect(hex(primitives.keystream(new Uint8Array(32), 0, 128))).toBe(first + second);
    expect(hex(primitives.keystream(new Uint8Array(32), 1, 64))).toBe(second);
  });

  it('the MAC of a frame is HMAC-SHA256 over its counter and its bytes', () => {
    // RFC 4231, test case 4, whose data is one byte again and again: the counter takes the first four of them.
    const mac = primitives.frameMac(unhex('0102030405060708090a0b0c0d0e0f10111213141516171819'));
    expect(hex(mac(0xcdcdcdcd, new Uint8Array(46).fill(0xcd)))).toBe(
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    );
  });
});

describe('pure and native primitives', () => {
  it('give the same bytes for whatever goes in', () => {
    fc.assert(
      fc.property(
        key,
        key,
        fc.nat(1 << 20),
        fc.uint8Array({ maxLength: 3_000 }),
        (one, other, number, bytes) => {
          const macs = [pure.frameMac(one), native.frameMac(one)] as const;
          for (const length of [0, bytes.length]) {
            const [a, b] = macs.map((mac) => hex(mac(number, bytes.subarray(0, length))));
            expect(a).toBe(b);
          }
          expect(hex(pure.keystream(one, number, 256))).toBe(hex(native.keystream(one, number, 256)));
          const [mine, yours] = [pure.keyShare(one), native.keyShare(other)];
          expect(hex(mine.with(yours.share))).toBe(hex(yours.with(mine.share)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('make the same conversation', () => {
    const frames = [pure, native].map((primitives) =>
      joined({ primitives, kind: 'ble' }).sent.map(({ frame }) => hex(frame)),
    );
    expect(frames[0]).toEqual(frames[1]);
  });
});
