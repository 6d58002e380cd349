import { WebSocket } from 'ws';
import { limits, WEBSOCKET_SUBPROTOCOL } from '../protocol/limits.ts';
import { MAX_WAITING_BYTES, type OpenPhoneLink } from './phone-link.ts';

/** A phone on Wi-Fi. @param hub host and port, such as `127.0.0.1:8080`. */
export const overWebSocket =
  (hub: string): OpenPhoneLink =>
  (events) => {
    const socket = new WebSocket(`ws://${hub}/play`, WEBSOCKET_SUBPROTOCOL, {
      perMessageDeflate: false,
      maxPayload: limits.frameToPhone,
    });
    let over = false;
    const end = (cause: string): void => {
      if (over) return;
      over = true;
      events.down(cause);
    };
    socket.on('open', () => {
      if (!over) events.up();
    });
    socket.on('message', (data, isBinary) => {
      if (over) return;
      if (!isBinary || !Buffer.isBuffer(data)) {
        socket.terminate();
        return end('the hub sent text');
      }
      events.frame(data);
    });
    socket.on('error', (error) => end(error.message));
    socket.on('close', (code, reason) => end(reason.toString() || `closed with ${code}`));
    return {
      send: (frame) => {
        if (over) return;
        if (socket.bufferedAmount > MAX_WAITING_BYTES) {
          socket.terminate();
          // Not from inside a call: the session is in the midst of its effects.
          queueMicrotask(() => end('the hub does not read'));
        } else socket.send(frame);
      },
      tune: () => undefined,
      close: () => {
        over = true;
        if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
        socket.close(1000);
        return closed;
      },
      cut: () => {
        over = true;
        socket.terminate();
      },
    };
  };
