import { lstatSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Air } from './air.ts';
import type { Controller } from './controller.ts';
import type { ControllerOptions } from './controller-state.ts';
import { H4Parser, PacketType } from './h4.ts';

export interface AirServerOptions {
  /** Controllers at once, one a connection. Default 64. */
  readonly maxConnections?: number;
  /** Settings for the controller of the nth connection, counted from 1. */
  readonly controller?: (connection: number) => ControllerOptions;
  /** Told of each new controller. */
  readonly attached?: (controller: Controller) => void;
}

export interface AirServerStats {
  connections: number;
  /** Connections turned away because the server or the air was full. */
  refused: number;
  /** Connections closed for bytes that are not H4. */
  malformed: number;
  /** Connections closed because they did not read. */
  slow: number;
}

/** From here on ACL data is refused towards a host that does not read; the peers' packets wait in their own queues. */
const congestedBytes = 64 * 1024;
/** From here on the connection is closed: events alone have piled up this far. */
const maxUnreadBytes = 1 << 20;

/**
 * Serves an air on a Unix socket: each connection is one controller speaking H4. When a connection ends, however it
 * ends, its controller is gone at once and without a word, as when a process with a radio is killed.
 */
export class AirServer {
  readonly air: Air;
  readonly stats: AirServerStats = { connections: 0, refused: 0, malformed: 0, slow: 0 };
  readonly #options: AirServerOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #path = '';

  constructor(air: Air, options: AirServerOptions = {}) {
    this.air = air;
    this.#options = options;
  }

  get path(): string {
    return this.#path;
  }

  /**
   * Listens on `path` with mode 0600. A socket file that nobody answers on is taken over.
   * @throws Error when another air answers there, or something that is no socket is in the way
   */
  async listen(path: string): Promise<void> {
    await clearStale(path);
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    this.#path = path;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      // The file is made inside listen(): with this mask it is never open to others, not even for a moment.
      const mask = process.umask(0o177);
      try {
        server.listen(path, resolve);
      } finally {
        process.umask(mask);
      }
    });
  }

  /** Closes all connections and removes the socket file. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const controller =
      this.#sockets.size < (this.#options.maxConnections ?? 64) ? this.#attach(socket) : null;
    if (!controller) {
      this.stats.refused++;
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const parser = new H4Parser([PacketType.command, PacketType.acl]);
    socket.on('data', (chunk) => {
      try {
        for (const packet of parser.push(chunk)) controller.receive(packet);
      } catch {
        this.stats.malformed++;
        socket.destroy();
      }
    });
    socket.on('close', () => {
      this.#sockets.delete(socket);
      controller.detach();
    });
    this.#options.attached?.(controller);
  }

  #attach(socket: Socket): Controller | null {
    const options = this.#options.controller?.(this.stats.connections + 1) ?? {};
    try {
      const controller = this.air.attach(
        {
          deliver: (packet) => this.#deliver(socket, packet),
          congested: () => socket.writableLength > congestedBytes,
          closed: () => socket.destroy(),
        },
        options,
      );
      this.stats.connections++;
      return controller;
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  #deliver(socket: Socket, packet: Buffer): void {
    if (socket.destroyed) return;
    if (socket.writableLength > maxUnreadBytes) {
      this.stats.slow++;
      socket.destroy();
    } else socket.write(packet);
  }
}

async function clearStale(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there) return;
  if (!there.isSocket()) throw new Error(`${path} is in the way and is not a socket; name another path`);
  const answered = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (answered) throw new Error(`another air is served on ${path}; stop it or name another path`);
  unlinkSync(path);
}
