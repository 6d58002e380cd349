import { randomBytes } from 'node:crypto';
import { WEBSOCKET_SUBPROTOCOL } from '../../../protocol/limits.ts';

/** The head of a request for a WebSocket, as bytes: cheap enough to send hundreds a second (RFC 6455 section 4.1). */
export const upgradeRequest = (host: string): string =>
  [
    'GET /play HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: ${WEBSOCKET_SUBPROTOCOL}`,
    '\r\n',
  ].join('\r\n');

/** First byte of a frame: the last of its message, and binary (RFC 6455 section 5.2). */
export const BINARY = 0x82;

/** One frame of a client, masked with zeros. @param first its first byte: flags and opcode. */
export const webSocketFrame = (payload: Uint8Array, first = BINARY): Buffer => {
  const { length } = payload;
  const head =
    length < 126 ? [first, 0x80 | length] : [first, 0x80 | 126, (length >> 8) & 0xff, length & 0xff];
  return Buffer.from([...head, 0, 0, 0, 0, ...payload]);
};
