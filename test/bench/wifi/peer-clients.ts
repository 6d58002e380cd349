import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import type { Connect } from './client.ts';

// The peers are installed apart from the product, so their clients are found by path and their shape is written down here.
interface SocketIo {
  io(url: string, options: object): SocketIoSocket;
}
interface SocketIoSocket {
  on(event: string, listener: (value: unknown) => void): void;
  emit(event: string, value: unknown): void;
  close(): void;
  readonly io: {
    readonly engine: {
      on(
        event: 'packet',
        listener: (packet: { readonly type: string; readonly data?: unknown }) => void,
      ): void;
    };
  };
}
interface ColyseusModule {
  readonly Client: new (url: string) => { joinOrCreate(name: string): Promise<ColyseusRoom> };
}
interface ColyseusRoom {
  send(type: string, message: unknown): void;
  leave(consented: boolean): Promise<number>;
  onMessage(type: string, listener: (value: unknown) => void): void;
  readonly connection: {
    readonly transport: { readonly ws: { onmessage: ((event: { readonly data: unknown }) => void) | null } };
  };
  readonly state: { readonly players?: { get(id: string): { readonly seq: number } | undefined } };
}

const rows = z.array(z.object({ id: z.number(), seq: z.number() }));

/** Players on socket.io. @param root folder of the project. */
export const socketIoConnect = (root: string): Connect => {
  const load = createRequire(join(root, 'test/bench/peers/package.json'));
  const { io } = load('socket.io-client') as SocketIo;
  return (port, events) =>
    new Promise((resolve) => {
      const socket = io(`http://127.0.0.1:${port}`, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
      });
      let id = 0;
      let bytes = 0;
      socket.on('connect', () => {
        socket.io.engine.on('packet', ({ data }) => {
          bytes = typeof data === 'string' ? Buffer.byteLength(data) + 1 : 0;
        });
      });
      socket.on('you', (value) => {
        id = z.number().parse(value);
        resolve({
          input: (seq, dx, dy) => socket.emit('input', { seq, dx, dy }),
          close: () => socket.close(),
        });
      });
      socket.on('state', (value) => {
        const own = (value as z.infer<typeof rows>).find((row) => row.id === id);
        events.state(bytes, own?.seq);
      });
    });
};

/** Players on Colyseus; its own client decodes the patches, since that is the only client it has. */
export const colyseusConnect = (root: string): Connect => {
  const load = createRequire(join(root, 'test/bench/peers/package.json'));
  const { Client } = load('colyseus.js') as ColyseusModule;
  return async (port, events) => {
    const room = await new Client(`ws://127.0.0.1:${port}`).joinOrCreate('arena');
    let id = '';
    room.onMessage('you', (value) => {
      id = z.string().parse(value);
    });
    const { ws } = room.connection.transport;
    const inner = ws.onmessage;
    ws.onmessage = (event) => {
      inner?.(event);
      const { data } = event;
      const size = data instanceof ArrayBuffer ? data.byteLength : Buffer.isBuffer(data) ? data.length : 0;
      const kind =
        data instanceof ArrayBuffer ? new Uint8Array(data)[0] : Buffer.isBuffer(data) ? data[0] : 0;
      // 15: a patch of the state (ROOM_STATE_PATCH).
      if (kind === 15) events.state(size, room.state.players?.get(id)?.seq);
    };
    return { input: (seq, dx, dy) => room.send('i', { seq, dx, dy }), close: () => void room.leave(false) };
  };
};
