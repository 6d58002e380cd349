import { describe, expect, it } from 'vitest';
import { binaryMessage, headBytes, sealMessage } from '../../hub/transport/websocket-frame.ts';

describe('a message in one frame (RFC 6455 section 5.2)', () => {
  it.each([
    [0, '8200'],
    [1, '8201'],
    [125, '827d'],
    [126, '827e007e'],
    [127, '827e007f'],
    [256, '827e0100'],
    [65_535, '827effff'],
  ])('of %i bytes has the head %s, whoever left it room', (length, head) => {
    const payload = Buffer.from(Uint8Array.from({ length }, (_, i) => i * 7));
    const room = Buffer.concat([Buffer.alloc(headBytes(length), 0xff), payload]);
    const sealed = sealMessage(room, length);
    expect(sealed).toBe(room);
    expect(room.subarray(0, headBytes(length)).toString('hex')).toBe(head);
    expect(room.subarray(headBytes(length)).equals(payload)).toBe(true);
    expect(room.equals(binaryMessage(payload))).toBe(true);
  });
});
