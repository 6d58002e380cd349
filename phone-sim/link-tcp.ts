import { connect } from 'node:net';
import { frameForTcp, TcpDeframer } from '../protocol/framing/tcp.ts';
import { limits } from '../protocol/limits.ts';
import { MAX_WAITING_BYTES, type OpenPhoneLink } from './phone-link.ts';

/** A phone, or a thing, on plain TCP (rule 12). */
export const overTcp =
  (host: string, port: number): OpenPhoneLink =>
  (events) => {
    const socket = connect({ host, port, noDelay: true });
    const frames = new TcpDeframer(limits.frameToPhone);
    let over = false;
    const end = (cause: string): void => {
      if (over) return;
      over = true;
      events.down(cause);
    };
    socket.on('connect', () => {
      if (!over) events.up();
    });
    socket.on('data', (chunk) => {
      if (over) return;
      try {
        for (const frame of frames.push(chunk)) if (!over) events.frame(frame);
      } catch (error) {
        socket.destroy();
        end(error instanceof Error ? error.message : String(error));
      }
    });
    socket.on('error', (error) => end(error.message));
    socket.on('close', () => end('the hub closed the connection'));
    return {
      send: (frame) => {
        if (over) return;
        if (socket.writableLength > MAX_WAITING_BYTES) {
          socket.destroy();
          // Not from inside a call: the session is in the midst of its effects.
          queueMicrotask(() => end('the hub does not read'));
        } else socket.write(frameForTcp(frame));
      },
      tune: () => undefined,
      close: () => {
        over = true;
        if (socket.destroyed) return Promise.resolve();
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
        socket.end();
        return closed;
      },
      cut: () => {
        over = true;
        socket.resetAndDestroy();
      },
    };
  };
