import type { Socket } from 'node:net';
import WebSocket from 'ws';
import { bytesBelow, type Connect } from './client.ts';

/** A player on the bare ws server: looks up its own row, as a real client must to show itself. @param ca whom to trust, over TLS. */
export const wsConnect =
  (ca?: string): Connect =>
  (port, events) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${ca === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}`, {
        perMessageDeflate: false,
        ca,
      });
      let below: Socket | undefined;
      let id = 0;
      let row = 0;
      socket.on('upgrade', (response) => {
        below = response.socket;
      });
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => {
        if (data.readUInt8(0) === 0) {
          id = data.readUInt16LE(1);
          resolve({
            input: (seq, dx, dy) => {
              const frame = Buffer.allocUnsafe(4);
              frame.writeUInt16LE(seq, 0);
              frame.writeInt8(dx, 2);
              frame.writeInt8(dy, 3);
              socket.send(frame);
            },
            received: () => (below ? bytesBelow(below) : 0),
            close: () => socket.terminate(),
          });
          return;
        }
        const count = data.readUInt16LE(1);
        if (row >= count || data.readUInt16LE(3 + row * 8) !== id) {
          row = 0;
          while (row < count && data.readUInt16LE(3 + row * 8) !== id) row += 1;
        }
        events.state(row < count ? data.readUInt16LE(3 + row * 8 + 6) : undefined);
      });
    });
