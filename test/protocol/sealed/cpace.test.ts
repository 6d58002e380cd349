import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../protocol/errors.ts';
import { Cpace, generatorString, multiplyVerified } from '../../../protocol/sealed/cpace.ts';
import { hex, unhex } from '../vectors.ts';

const { run, multiply } = JSON.parse(
  readFileSync(new URL('../../vectors/cpace.json', import.meta.url), 'utf8'),
) as {
  run: Record<
    'PRS' | 'CI' | 'sid' | 'generatorString' | 'ya' | 'ADa' | 'Ya' | 'yb' | 'ADb' | 'Yb' | 'K' | 'ISK',
    string
  >;
  multiply: {
    scalar: string;
    accepted: { name: string; point: string; product: string }[];
    refused: { name: string; point: string }[];
  };
};

const context = { secret: unhex(run.PRS), channel: unhex(run.CI), sid: unhex(run.sid) };
const transcript = {
  phoneShare: unhex(run.Ya),
  phoneData: unhex(run.ADa),
  hubShare: unhex(run.Yb),
  hubData: unhex(run.ADb),
};
const side = (scalar: string): Cpace => new Cpace(context, () => unhex(scalar));

describe("CPACE-RISTR255-SHA512, the draft's vectors", () => {
  it('makes the generator string', () => {
    expect(hex(generatorString(context))).toBe(run.generatorString);
  });

  it('makes both shares', () => {
    expect([hex(side(run.ya).share), hex(side(run.yb).share)]).toEqual([run.Ya, run.Yb]);
  });

  it('makes the secret point from either side', () => {
    expect(hex(multiplyVerified(unhex(run.ya), unhex(run.Yb)) ?? unhex(''))).toBe(run.K);
    expect(hex(multiplyVerified(unhex(run.yb), unhex(run.Ya)) ?? unhex(''))).toBe(run.K);
  });

  it('makes the same key on both sides', () => {
    expect(hex(side(run.ya).key(transcript, unhex(run.Yb)))).toBe(run.ISK);
    expect(hex(side(run.yb).key(transcript, unhex(run.Ya)))).toBe(run.ISK);
  });

  it.each(multiply.accepted)('multiplies $name', ({ point, product }) => {
    expect(hex(multiplyVerified(unhex(multiply.scalar), unhex(point)) ?? unhex(''))).toBe(product);
  });

  it.each(multiply.refused)('refuses $name', ({ point }) => {
    expect(multiplyVerified(unhex(multiply.scalar), unhex(point))).toBeUndefined();
    expect(() => side(run.ya).key(transcript, unhex(point))).toThrow(ProtocolError);
  });

  it.each([0, 31, 33, 64])('refuses a share of %i bytes', (length) => {
    expect(() => side(run.ya).key(transcript, new Uint8Array(length).fill(2))).toThrow(ProtocolError);
  });
});
