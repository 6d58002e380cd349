import type { Socket } from 'node:net';
import WebSocket from 'ws';
import { linkRules } from '../../../protocol/client/client-link.ts';
import { decodeFromHub, encode } from '../../../protocol/codec.ts';
import { WEBSOCKET_SUBPROTOCOL } from '../../../protocol/limits.ts';
import { messages, type PhoneMessage } from '../../../protocol/messages.ts';
import { bytesBelow, type Connect } from './client.ts';
import type { Handshake } from './handshake.ts';

/** One push of the stick, SPEC.md section 5: packed by hand as the clients of the peers do, for it is not the server's time. */
const inputFrame = (seq: number, dx: number, dy: number): Buffer => {
  const across = dx === 0 ? 0 : 1;
  const down = dy === 0 ? 0 : 1;
  const frame = Buffer.allocUnsafe(7 + across + down);
  frame[0] = messages.input.id;
  frame.writeUInt32LE(seq, 1);
  frame[5] = 1;
  frame[6] = across | (down << 1);
  if (across) frame.writeInt8(dx, 7);
  if (down) frame.writeInt8(dy, 7 + across);
  return frame;
};

/**
 * Players on the hub. They read the heads of states only: what is measured is the server, so clients of all servers do as little as they can.
 * @param shake makes what gets each of them in.
 */
export const partylineConnect =
  (shake: () => Handshake): Connect =>
  (port, events) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/play`, WEBSOCKET_SUBPROTOCOL, {
        perMessageDeflate: false,
      });
      let joined = false;
      let lastAck = 0;
      let below: Socket | undefined;
      const handshake = shake();
      const sendFrame = (frame: Uint8Array): void => {
        if (handshake.end) socket.send(handshake.end.seal(frame));
      };
      const send = (message: PhoneMessage): void => sendFrame(encode(message));
      socket.on('error', reject);
      socket.on('upgrade', (response) => {
        below = response.socket;
      });
      socket.on('open', () => socket.send(handshake.hello));
      const client = {
        input: (seq: number, dx: number, dy: number) => sendFrame(inputFrame(seq, dx, dy)),
        start: () => send({ type: 'command', command: 'start', member: 0, argument: '' }),
        received: () => (below ? bytesBelow(below) : 0),
        close: () => socket.terminate(),
      };
      const acknowledge = (tick: number): void => {
        const now = performance.now();
        if (now - lastAck < linkRules.ackMs) return;
        lastAck = now;
        send({ type: 'ack', tick });
      };
      const shakeHands = (data: Buffer): void => {
        try {
          const answer = handshake.take(data);
          if (answer) socket.send(answer);
        } catch (error) {
          reject(error);
        }
      };
      socket.on('message', (sealed: Buffer) => {
        if (!handshake.end) return shakeHands(sealed);
        const frame = handshake.end.open(sealed);
        const data = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
        const kind = data[0];
        if (kind === messages.delta.id) {
          events.state(data.readUInt16LE(4));
          acknowledge(data.readUInt16LE(1));
        } else if (kind === messages.keyframe.id) {
          events.state(data.readUInt16LE(6));
          if (joined) return;
          joined = true;
          client.start();
          resolve(client);
        } else if (kind === messages.ping.id) {
          const message = decodeFromHub(data);
          if (message.type === 'ping') send({ type: 'pong', stamp: message.stamp });
        } else if (kind === messages.error.id) {
          const message = decodeFromHub(data);
          // Only the first client may start the match; the others hear that they may not.
          if (message.type === 'error' && !joined) reject(new Error(message.sentence));
        }
      });
    });
