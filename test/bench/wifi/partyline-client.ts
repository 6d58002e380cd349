import WebSocket from 'ws';
import { linkRules } from '../../../protocol/client/client-link.ts';
import { decodeFromHub, encode } from '../../../protocol/codec.ts';
import { PROTOCOL_VERSION, WEBSOCKET_SUBPROTOCOL } from '../../../protocol/limits.ts';
import { messages } from '../../../protocol/messages.ts';
import type { Connect } from './client.ts';

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

/** A player on the hub. It reads the heads of states only: what is measured is the server, so clients of all servers do as little as they can. */
export const connectPartyline: Connect = (port, events) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/play`, WEBSOCKET_SUBPROTOCOL, {
      perMessageDeflate: false,
    });
    let joined = false;
    let lastAck = 0;
    socket.on('error', reject);
    socket.on('open', () => {
      socket.send(
        encode({ type: 'hello', version: PROTOCOL_VERSION, oldest: 1, features: 0, client: 'bench' }),
      );
      socket.send(encode({ type: 'join', code: '', name: 'B', role: 'player', colour: 0, hostKey: '' }));
    });
    const client = {
      input: (seq: number, dx: number, dy: number) => socket.send(inputFrame(seq, dx, dy)),
      start: () => socket.send(encode({ type: 'command', command: 'start', member: 0, argument: '' })),
      close: () => socket.terminate(),
    };
    const acknowledge = (tick: number): void => {
      const now = performance.now();
      if (now - lastAck < linkRules.ackMs) return;
      lastAck = now;
      socket.send(encode({ type: 'ack', tick }));
    };
    socket.on('message', (data: Buffer) => {
      const kind = data[0];
      if (kind === messages.delta.id) {
        events.state(data.length, data.readUInt16LE(4));
        acknowledge(data.readUInt16LE(1));
      } else if (kind === messages.keyframe.id) {
        events.state(data.length, data.readUInt16LE(6));
        if (joined) return;
        joined = true;
        client.start();
        resolve(client);
      } else if (kind === messages.ping.id) {
        const message = decodeFromHub(data);
        if (message.type === 'ping') socket.send(encode({ type: 'pong', stamp: message.stamp }));
      } else if (kind === messages.error.id) {
        const message = decodeFromHub(data);
        // Only the first client may start the match; the others hear that they may not.
        if (message.type === 'error' && !joined) reject(new Error(message.sentence));
      }
    });
  });
