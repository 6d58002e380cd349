import { describe, expect, it } from 'vitest';
import { native } from '../../../hub/sealed/native.ts';
import { decodeFromPhone, encode } from '../../../protocol/codec.ts';
import { answerUnlock, isProven } from '../../../protocol/sealed/handshake-hub.ts';
import { hex } from '../vectors.ts';
import {
  fixedRandom,
  type Handshake,
  joined,
  NEW_TOKEN,
  type Plan,
  resumed,
  sealedHub,
  TOKEN,
} from './support/conversation.ts';

const flip = (frame: Uint8Array, bit: number): Uint8Array => {
  const flipped = new Uint8Array(frame);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
};

const talk = ({ phone, hub }: Handshake): void => {
  for (let i = 0; i < 3; i += 1) {
    const up = encode({ type: 'chat', text: `line ${i}` });
    const down = encode({ type: 'said', member: 1, text: `answer ${i}` });
    expect(hex(hub.open(phone.seal(up)))).toBe(hex(up));
    expect(hex(phone.open(hub.seal(down)))).toBe(hex(down));
  }
};

describe.each([
  ['join', joined],
  ['resume', resumed],
] as const)('a sealed %s', (_, handshake: (plan?: Plan) => Handshake) => {
  it('gives both sides the same keys', () => {
    talk(handshake());
    talk(handshake({ kind: 'ble' }));
  });

  it('fails if any single bit of any of its frames is changed', () => {
    const { sent } = handshake();
    let refused = 0;
    let bits = 0;
    for (const [index, { frame }] of sent.entries()) {
      for (let bit = 0; bit < frame.length * 8; bit += 1) {
        bits += 1;
        const tamper: Plan['tamper'] = (passing, at) => (at === index ? flip(passing, bit) : passing);
        expect(() => handshake({ tamper, primitives: native }), `bit ${bit} of frame ${index}`).toThrow();
        refused += 1;
      }
    }
    expect(refused).toBe(bits);
  }, 120_000);

  it('shows neither secret, token nor name in anything that travels', () => {
    const all = hex(Buffer.concat(handshake().sent.map(({ frame }) => frame)));
    for (const secret of [hex(TOKEN), hex(NEW_TOKEN), hex(Buffer.from('4711')), hex(Buffer.from('Ada'))])
      expect(all).not.toContain(secret);
  });
});

describe('a sealed join', () => {
  it('is a wrong guess with another code, and with the right code as another proof', () => {
    expect(() => joined({ phoneSecret: '4712' })).toThrow('wrongCode');
    expect(() => joined({ phoneSecret: '' })).toThrow('wrongCode');
  });

  it('works without a code where none is needed', () => {
    talk(joined({ phoneSecret: '', hubSecret: '' }));
  });
});

describe('a sealed resume', () => {
  it('that was recorded and is sent again, on whatever link, proves nothing (13.5.5)', () => {
    const [hello, hub, unlock] = resumed().sent.map(({ frame }) => frame);
    if (!hello || !hub || !unlock) throw new Error('nothing recorded');
    const message = decodeFromPhone(unlock);
    if (message.type !== 'unlock') throw new Error(message.type);
    const first = native.keyShare(fixedRandom(9)(32));
    expect(isProven(answerUnlock({ hello, hub }, message, TOKEN, first), message)).toBe(true);
    const other = native.keyShare(fixedRandom(10)(32));
    const again = { hello, hub: encode(sealedHub(other.share)) };
    expect(isProven(answerUnlock(again, message, TOKEN, other), message)).toBe(false);
    expect(isProven(answerUnlock({ hello, hub }, message, TOKEN, other), message)).toBe(false);
  });

  it('fails with another token', () => {
    expect(() => resumed({ phoneToken: fixedRandom(8)(16) })).toThrow('badSeal');
  });
});
