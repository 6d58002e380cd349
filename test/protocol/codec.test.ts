import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFromHub, decodeFromPhone, encode } from '../../protocol/codec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { type Message, type MessageName, messages } from '../../protocol/messages.ts';
import { messagesOf } from './arbitrary.ts';

const names = Object.keys(messages) as MessageName[];
const all = names.map((name) => ({ name, ...messages[name] }));

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('message table', () => {
  it('4.1.1 gives each message a number of its own below 0x80', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id } of all) expect(id).toBeLessThan(0x80);
  });

  it('fits the largest frame a phone may send', () => {
    for (const { name, from } of all) {
      if (from === 'hub') continue;
      const sizes = fc.sample(messagesOf(name), 50).map((message) => encode(message).length);
      expect(Math.max(...sizes), name).toBeLessThanOrEqual(limits.frameFromPhone);
    }
  });
});

describe('codec', () => {
  it.each(all)('reads back every $name it writes', ({ name, from }) => {
    fc.assert(
      fc.property(messagesOf(name), (message) => {
        const frame = encode(message);
        if (from !== 'hub') expect(decodeFromPhone(frame)).toEqual(message);
        if (from !== 'phone') expect(decodeFromHub(frame)).toEqual(message);
      }),
    );
  });

  it.each(all)('2.7 has one writing for every $name', ({ name, from }) => {
    const decode = from === 'hub' ? decodeFromHub : decodeFromPhone;
    fc.assert(
      fc.property(messagesOf(name), fc.nat(), fc.nat(0xff), (message, where, byte) => {
        const frame = encode(message);
        frame[where % frame.length] = byte;
        let read: Message;
        try {
          read = decode(frame);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          return;
        }
        // What a changed frame means, if it means something, is written with just these bytes.
        expect(encode(read)).toEqual(frame);
      }),
    );
  });

  it('4.1.2 refuses what the other side has no right to send', () => {
    for (const { name, from } of all) {
      const [message] = fc.sample(messagesOf(name), { numRuns: 1, seed: 1 });
      const frame = encode(message as Message);
      if (from === 'hub')
        expect(
          codeOf(() => decodeFromPhone(frame)),
          name,
        ).toBe('badFrame');
      if (from === 'phone')
        expect(
          codeOf(() => decodeFromHub(frame)),
          name,
        ).toBe('badFrame');
    }
  });

  it('2.6 refuses a frame with bytes after its last field', () => {
    for (const { name, from, fields } of all) {
      if (Object.values(fields).some(({ layout }) => layout === 'rest')) continue;
      const [message] = fc.sample(messagesOf(name), { numRuns: 1, seed: 2 });
      const frame = Uint8Array.from([...encode(message as Message), 0]);
      if (frame.length > limits.frameFromPhone && from !== 'hub') continue;
      const decode = from === 'hub' ? decodeFromHub : decodeFromPhone;
      expect(
        codeOf(() => decode(frame)),
        name,
      ).toBe('badFrame');
    }
  });

  it('ends in a message or a ProtocolError, whatever the bytes', () => {
    const id = fc.constantFrom(...all.map((row) => row.id));
    const frames = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc
        .tuple(id, fc.uint8Array({ maxLength: 80 }))
        .map(([first, tail]) => Uint8Array.from([first, ...tail])),
    );
    fc.assert(
      fc.property(frames, (frame) => {
        for (const decode of [decodeFromPhone, decodeFromHub]) {
          try {
            expect(names).toContain(decode(frame).type);
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('4.1.3 refuses a frame over the limit without reading it', () => {
    expect(codeOf(() => decodeFromPhone(new Uint8Array(513)))).toBe('tooLarge');
    expect(codeOf(() => decodeFromHub(new Uint8Array(65_536)))).toBe('tooLarge');
  });

  it('shares no memory with the frame, not even with that of a Node Buffer', () => {
    const frame = Buffer.from(
      encode({ type: 'resume', token: new Uint8Array(16).fill(9), epoch: 0, tick: 0 }),
    );
    const message = decodeFromPhone(frame);
    frame.fill(0);
    expect(message).toEqual({ type: 'resume', token: new Uint8Array(16).fill(9), epoch: 0, tick: 0 });
  });

  it('does not write what a reader would refuse', () => {
    const wrong: Message[] = [
      { type: 'chat', text: 'é'.repeat(61) },
      { type: 'join', code: '', name: 'a'.repeat(25), role: 'player', colour: 0, hostKey: '' },
      { type: 'emote', emote: 256 },
      { type: 'emote', emote: 1.5 },
      { type: 'ack', tick: -1 },
      { type: 'ack', tick: 2 ** 32 },
      { type: 'resume', token: new Uint8Array(15), epoch: 0, tick: 0 },
      { type: 'input', first: 1, inputs: Array(17).fill({ kind: 'pad', buttons: 0, axes: [0, 0, 0, 0] }) },
      { type: 'input', first: 1, inputs: [{ kind: 'pad', buttons: 0, axes: [-128, 0, 0, 0] }] },
      { type: 'input', first: 1, inputs: [{ kind: 'pad', buttons: 2 ** 17, axes: [0, 0, 0, 0] }] },
      { type: 'input', first: 1, inputs: [{ kind: 'move', bytes: new Uint8Array(65) }] },
    ];
    for (const message of wrong) expect(() => encode(message), JSON.stringify(message)).toThrow(RangeError);
  });
});
