import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { bleFrames, type Frames, type Heard, tcpFrames, webSocketFrames } from './overheard.ts';

/** Makes frames of the bytes of one connection, in the order in which they were heard. */
type Reader = (heard: readonly Heard[]) => readonly Frames[];

/** Everything that passed over one kind of link, byte by byte, written down by somebody in between who changes nothing. */
export class Ear {
  /** Where to call instead of the hub. */
  readonly address: { readonly port: number; readonly path: string };
  readonly #close: () => Promise<void>;
  readonly #connections: Heard[][];
  readonly #read: Reader;

  private constructor(
    address: Ear['address'],
    connections: Heard[][],
    read: Reader,
    close: () => Promise<void>,
  ) {
    this.address = address;
    this.#connections = connections;
    this.#read = read;
    this.#close = close;
  }

  static async #between(at: { path?: string }, hub: NetConnectOpts, read: Reader): Promise<Ear> {
    const connections: Heard[][] = [];
    const open = new Set<Socket>();
    const server = createServer((phone) => {
      const heard: Heard[] = [];
      connections.push(heard);
      const socket = connect(hub);
      const pass = (from: Socket, to: Socket, toHub: boolean): void => {
        open.add(from);
        from.on('data', (bytes: Buffer) => {
          heard.push({ toHub, bytes });
          to.write(bytes);
        });
        from.on('error', () => to.destroy());
        from.on('end', () => to.end());
        from.on('close', () => {
          open.delete(from);
          to.destroy();
        });
      };
      pass(phone, socket, true);
      pass(socket, phone, false);
    });
    server.listen(at.path === undefined ? { host: '127.0.0.1', port: 0 } : { path: at.path });
    await once(server, 'listening');
    const port = at.path === undefined ? (server.address() as AddressInfo).port : 0;
    return new Ear({ port, path: at.path ?? '' }, connections, read, async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    });
  }

  /** On the Wi-Fi, before the pages' port. */
  static onWebSockets(port: number): Promise<Ear> {
    return Ear.#between({}, { host: '127.0.0.1', port }, webSocketFrames);
  }

  static onTcp(port: number): Promise<Ear> {
    return Ear.#between({}, { host: '127.0.0.1', port }, tcpFrames);
  }

  /** Beside each phone's radio: whatever is on the simulated air to or from it passes here. @param path of its own. */
  static onAir(air: string, path: string): Promise<Ear> {
    return Ear.#between({ path }, { path: air }, bleFrames);
  }

  /** All bytes as they passed, one direction after the other. */
  get bytes(): Buffer {
    const both = this.#connections.flatMap((heard) => [
      ...heard.filter(({ toHub }) => toHub),
      ...heard.filter(({ toHub }) => !toHub),
    ]);
    return Buffer.concat(both.map(({ bytes }) => bytes));
  }

  /** The frames of the protocol in it, link by link. */
  get links(): readonly Frames[] {
    return this.#connections.flatMap((heard) => this.#read(heard));
  }

  close(): Promise<void> {
    return this.#close();
  }
}
