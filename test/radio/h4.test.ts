import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aclPacket, H4Error, H4Parser, PacketType } from '../../phone-sim/radio/h4.ts';

const all = [PacketType.command, PacketType.acl, PacketType.event];
const bytes = fc.uint8Array({ maxLength: 255 });
const packet = fc.oneof(
  bytes.map((p) => Buffer.from([PacketType.command, 0x03, 0x0c, p.length, ...p])),
  bytes.map((p) => Buffer.from([PacketType.event, 0x0e, p.length, ...p])),
  bytes.map((p) => aclPacket(0x40, 2, p)),
);

describe('H4 framing', () => {
  it('gives the same packets however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (packets, cuts) => {
          const parser = new H4Parser(all);
          const stream = Buffer.concat(packets);
          const out: Buffer[] = [];
          let at = 0;
          for (const cut of [...cuts, stream.length]) {
            out.push(...parser.push(Buffer.from(stream.subarray(at, at + cut))));
            at += cut;
          }
          expect(out).toEqual(packets);
        },
      ),
      { seed: 1 },
    );
  });

  it.each([
    ['an unknown type', '05'],
    ['a type that is not expected in this direction', '040e00'],
    ['an ACL length beyond reason', '0240000104'],
  ])('stops at %s', (_what, hex) => {
    const parser = new H4Parser([PacketType.command, PacketType.acl]);
    expect(() => parser.push(Buffer.from(hex, 'hex'))).toThrow(H4Error);
  });
});
