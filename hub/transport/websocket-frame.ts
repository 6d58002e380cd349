/** FIN and opcode 2 (RFC 6455 section 5.2). */
const WHOLE_BINARY = 0x82;
/** Length code for a length in the two bytes that follow. */
const LENGTH_IN_2 = 126;
/** @returns bytes of the head of a message; ours have at most 65,535 bytes. */
export const headBytes = (length: number): number => (length < LENGTH_IN_2 ? 2 : 4);

/**
 * Makes one unmasked binary message in one frame: head and payload in one piece, so that a state for each of a thousand phones thirty
 * times a second is one write each, not two.
 * @param room the payload of `length` bytes behind {@link headBytes} free ones, which are written here.
 * @returns the same, now a message.
 */
export const sealMessage = (room: Uint8Array, length: number): Uint8Array => {
  room[0] = WHOLE_BINARY;
  if (length < LENGTH_IN_2) {
    room[1] = length;
    return room;
  }
  room[1] = LENGTH_IN_2;
  room[2] = length >>> 8;
  room[3] = length & 0xff;
  return room;
};

/** The same for a payload that has no room before it. */
export const binaryMessage = (payload: Uint8Array): Uint8Array => {
  const head = headBytes(payload.length);
  const room = Buffer.allocUnsafe(head + payload.length);
  room.set(payload, head);
  return sealMessage(room, payload.length);
};
