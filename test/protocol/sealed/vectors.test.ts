import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { native } from '../../../hub/sealed/native.ts';
import type { Agreement } from '../../../protocol/sealed/keys.ts';
import type { Primitives } from '../../../protocol/sealed/primitives.ts';
import { pure } from '../../../protocol/sealed/pure.ts';
import { SealedEnd, tagBytes } from '../../../protocol/sealed/seal.ts';
import { hex, readVectors, unhex } from '../vectors.ts';
import { type HandshakeVectors, recordJoin, recordResume } from './support/record.ts';

interface OneWay {
  readonly tagBytes: number;
  readonly stream: string;
  readonly mac: string;
  readonly sealed: readonly string[];
}

/** An end that sends with these keys, or one that receives with them. */
const endOf = (primitives: Primitives, side: 'phone' | 'hub', { tagBytes: tag, stream, mac }: OneWay) => {
  const none = { stream: new Uint8Array(32), mac: new Uint8Array(32) };
  const nothing = new Uint8Array(16);
  const agreement: Agreement = {
    phoneTag: nothing,
    hubTag: nothing,
    phone: { stream: unhex(stream), mac: unhex(mac) },
    hub: none,
  };
  return new SealedEnd(primitives, agreement, side, tag === tagBytes.ble ? 'ble' : 'websocket');
};

describe.each([
  ['pure', pure],
  ['native', native],
] as const)('golden vectors: sealed frames, %s', (_, primitives) => {
  const { accepted, refused } = readVectors<OneWay & { frames: readonly string[] }, OneWay>('sealed');

  it.each(accepted)('$name', (vector) => {
    const [from, to] = [endOf(primitives, 'phone', vector), endOf(primitives, 'hub', vector)];
    expect(vector.frames.map((frame) => hex(from.seal(unhex(frame))))).toEqual(vector.sealed);
    expect(vector.sealed.map((sealed) => hex(to.open(unhex(sealed))))).toEqual(vector.frames);
    for (const sealed of vector.sealed) expect(unhex(sealed)[0]).toBeLessThan(0x80);
  });

  it.each(refused)('refuses: $name', (vector) => {
    const to = endOf(primitives, 'hub', vector);
    const [last = '', ...before] = vector.sealed.toReversed();
    for (const sealed of before.toReversed()) to.open(unhex(sealed));
    expect(() => to.open(unhex(last))).toThrow('badSeal');
  });
});

describe('golden vectors: handshakes', () => {
  const { joins, resumes } = JSON.parse(
    readFileSync(new URL('../../vectors/handshake.json', import.meta.url), 'utf8'),
  ) as HandshakeVectors;

  it.each(joins)('join $name', (vector) => {
    expect(vector).toEqual({ ...vector, ...recordJoin(vector) });
  });

  it.each(resumes)('resume $name', (vector) => {
    expect(vector).toEqual({ ...vector, ...recordResume(vector) });
  });
});
