import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Address to come from, such as 127.0.0.2. */
  readonly from?: string;
}

/** Asks the hub on a connection of its own; path and headers go out as they are written here. */
export const ask = (port: number, path: string, { method, headers, from }: Asking = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, agent: false, ...(method ? { method } : {}) };
    request(
      { ...options, ...(headers ? { headers } : {}), ...(from ? { localAddress: from } : {}) },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const { statusCode = 0, headers: told } = response;
        resolve({ status: statusCode, headers: told, body: Buffer.concat(chunks) });
      },
    )
      .on('error', reject)
      .end();
  });

/** Somebody with a socket, who may say anything and nothing. */
export class Stranger {
  readonly socket: Socket;
  readonly gone: Promise<unknown>;
  heard = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    // Whoever is sent away sees that at once, but leaves it to the hub to forget him.
    this.gone = new Promise((resolve) => {
      socket.once('end', resolve);
      socket.once('close', resolve);
    });
    socket.on('data', (chunk) => {
      this.heard += chunk.toString('latin1');
    });
  }

  static async come(port: number, from = '127.0.0.1'): Promise<Stranger> {
    // Does not hang up because the other side does.
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
    const stranger = new Stranger(socket);
    await once(socket, 'connect');
    return stranger;
  }

  get isGone(): boolean {
    return this.socket.readableEnded || this.socket.closed;
  }

  say(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Resolves as soon as it has heard that. */
  async hears(what: RegExp): Promise<void> {
    while (!what.test(this.heard)) await once(this.socket, 'data');
  }
}
