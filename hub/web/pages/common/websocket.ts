import { WEBSOCKET_SUBPROTOCOL } from '../../../../protocol/limits.ts';
import type { OpenLink } from './link.ts';

/** Bytes that may wait in the browser before the link counts as dead: no phone ever says so much. */
const MOST_WAITING = 65_536;

/** A link over WebSocket: one binary message is one frame (SPEC.md rule 3.1). */
export const openWebSocket: OpenLink = ({ up, frame, down }) => {
  const socket = new WebSocket(new URL('/play', location.href.replace(/^http/, 'ws')), WEBSOCKET_SUBPROTOCOL);
  socket.binaryType = 'arraybuffer';
  socket.onopen = up;
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (typeof data !== 'string') frame(new Uint8Array(data));
  };
  socket.onclose = ({ code, reason }) => down(`closed ${code} ${reason}`);
  return {
    send: (bytes) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MOST_WAITING) socket.close();
      else socket.send(bytes as Uint8Array<ArrayBuffer>);
    },
    tune: () => undefined,
    close: () => {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
  };
};
