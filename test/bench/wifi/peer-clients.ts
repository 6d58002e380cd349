import { globalAgent } from 'node:https';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import WebSocket from 'ws';
import { z } from 'zod';
import { bytesBelow, type Connect } from './client.ts';

// The peers are installed apart from the product, so their clients are found by path and their shape is written down here.
interface SocketIo {
  io(url: string, options: object): SocketIoSocket;
}
interface SocketIoSocket {
  on(event: string, listener: (value: unknown) => void): void;
  emit(event: string, value: unknown): void;
  close(): void;
  readonly io: { readonly engine: { readonly transport: { readonly ws: { readonly _socket: Socket } } } };
}
interface ColyseusModule {
  readonly Client: new (url: string) => { joinOrCreate(name: string): Promise<ColyseusRoom> };
}
interface ColyseusRoom {
  send(type: string, message: unknown): void;
  leave(consented: boolean): Promise<number>;
  onMessage(type: string, listener: (value: unknown) => void): void;
  readonly connection: {
    readonly transport: {
      readonly ws: {
        onmessage: ((event: { readonly data: unknown }) => void) | null;
        readonly _socket: Socket;
      };
    };
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
      socket.on('you', (value) => {
        id = z.number().parse(value);
        resolve({
          input: (seq, dx, dy) => socket.emit('input', { seq, dx, dy }),
          received: () => bytesBelow(socket.io.engine.transport.ws._socket),
          close: () => socket.close(),
        });
      });
      socket.on('state', (value) => {
        const own = (value as z.infer<typeof rows>).find((row) => row.id === id);
        events.state(own?.seq);
      });
    });
};

/** Loads the client of Colyseus with sockets that trust this authority, since it has no way to tell its own. */
const loadColyseus = (root: string, ca: string | undefined): ColyseusModule => {
  class TrustingSocket extends WebSocket {
    constructor(url: string, options: object) {
      super(url, { ...options, ca });
    }
  }
  // What it asks over https before it opens a socket.
  if (ca !== undefined) globalAgent.options.ca = ca;
  const load = createRequire(join(root, 'test/bench/peers/package.json'));
  for (const file of Object.keys(load.cache)) if (file.includes('colyseus.js')) delete load.cache[file];
  const before = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
  Object.defineProperty(globalThis, 'WebSocket', { value: TrustingSocket, configurable: true });
  try {
    return load('colyseus.js') as ColyseusModule;
  } finally {
    if (before) Object.defineProperty(globalThis, 'WebSocket', before);
    else Reflect.deleteProperty(globalThis, 'WebSocket');
  }
};

/** Players on Colyseus; its own client decodes the patches, since that is the only client it has. @param ca whom to trust, over TLS. */
export const colyseusConnect = (root: string, ca?: string): Connect => {
  let loaded: ColyseusModule | undefined;
  return async (port, events) => {
    loaded ??= loadColyseus(root, ca);
    const scheme = ca === undefined ? 'ws' : 'wss';
    const room = await new loaded.Client(`${scheme}://127.0.0.1:${port}`).joinOrCreate('arena');
    let id = '';
    room.onMessage('you', (value) => {
      id = z.string().parse(value);
    });
    const { ws } = room.connection.transport;
    const inner = ws.onmessage;
    ws.onmessage = (event) => {
      inner?.(event);
      const { data } = event;
      const kind =
        data instanceof ArrayBuffer ? new Uint8Array(data)[0] : Buffer.isBuffer(data) ? data[0] : 0;
      // 15: a patch of the state (ROOM_STATE_PATCH).
      if (kind === 15) events.state(room.state.players?.get(id)?.seq);
    };
    return {
      input: (seq, dx, dy) => room.send('i', { seq, dx, dy }),
      received: () => bytesBelow(ws._socket),
      close: () => void room.leave(false),
    };
  };
};
