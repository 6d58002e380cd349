/**
 * One unmasked binary message in one WebSocket frame (RFC 6455 section 5.2), head and payload in one piece: a state for each of a
 * thousand phones thirty times a second is then one write each, not two.
 */
export const binaryMessage = (payload: Uint8Array): Uint8Array => {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10;
  const message = Buffer.allocUnsafe(head + length);
  // FIN and opcode 2.
  message[0] = 0x82;
  if (head === 2) message[1] = length;
  else if (head === 4) {
    message[1] = 126;
    message.writeUInt16BE(length, 2);
  } else {
    message[1] = 127;
    message.writeBigUInt64BE(BigInt(length), 2);
  }
  message.set(payload, head);
  return message;
};
