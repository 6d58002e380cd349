import { createServer, type Server, type Socket } from 'node:net';
import { firstValueFrom, Subject } from 'rxjs';
import { frameForTcp } from '../../protocol/framing/tcp.ts';
import { listen } from './listen.ts';
import { Newcomers } from './newcomers.ts';
import type { Link, Transport } from './port.ts';
import { refusalFrame } from './refusal.ts';
import { sourceOf } from './remote.ts';
import { type SocketTransportOptions, socketDefaults } from './socket-options.ts';
import { TcpLink } from './tcp-link.ts';

/** Bytes that may wait for one socket above what the kernel holds: credit ends here. */
const HIGH_WATER = 16 * 1024;
/** Connections above the limit that are being told so; what comes above that is dropped unheard. */
const REFUSALS_AT_ONCE = 64;

/** Phones (or anything else that can open a socket) over TCP, SPEC.md rules 3.2.1 to 3.2.5. */
export class TcpTransport implements Transport {
  readonly kind = 'tcp';
  readonly counters = {
    linksOpened: 0,
    remoteRefused: 0,
    goneEarly: 0,
    fullRefused: 0,
    madeRoom: 0,
    dropped: 0,
    malformed: 0,
    serverErrors: 0,
  };
  readonly links$ = new Subject<Link>();
  readonly #options: Required<SocketTransportOptions>;
  readonly #server: Server;
  readonly #links = new Set<TcpLink>();
  readonly #newcomers: Newcomers<TcpLink>;
  /** Links that were ended for others. */
  readonly #leaving = new Set<TcpLink>();
  readonly #refused = new Set<Socket>();
  #stopping: Promise<void> | undefined;

  constructor(options: SocketTransportOptions = {}) {
    this.#options = { ...socketDefaults, ...options };
    this.#newcomers = new Newcomers(this.#options.maxLinks, this.#options.now);
    this.#server = createServer({ noDelay: true, highWaterMark: HIGH_WATER }, (socket) =>
      this.#accept(socket),
    );
    this.#server.maxConnections = this.#options.maxLinks + REFUSALS_AT_ONCE;
    this.#server.on('drop', () => {
      this.counters.dropped += 1;
    });
  }

  /**
   * @param port 0 lets the system choose.
   * @returns the port.
   * @throws ListenError (as rejection) if it cannot be opened.
   */
  async listen(port: number, host?: string): Promise<number> {
    const bound = await listen(this.#server, { port, flag: '--tcp-port', ...(host ? { host } : {}) });
    this.#server.on('error', () => {
      this.counters.serverErrors += 1;
    });
    return bound;
  }

  #accept(socket: Socket): void {
    const { allowRemote, isLocal } = this.#options;
    // Reset while it waited to be taken: it has no address any more, and nobody hears a refusal.
    if (socket.remoteAddress === undefined) {
      this.counters.goneEarly += 1;
      socket.destroy();
      return;
    }
    if (!allowRemote && !isLocal(socket.remoteAddress)) {
      this.counters.remoteRefused += 1;
      return this.#refuse(socket, 'remoteRefused');
    }
    const source = sourceOf(socket.remoteAddress);
    const { admitted, end } = this.#newcomers.ask(source, this.#links.size);
    if (end) this.#endFor(end);
    if (!admitted) {
      this.counters.fullRefused += 1;
      return this.#refuse(socket, 'roomFull');
    }
    this.counters.linksOpened += 1;
    const link = new TcpLink(`tcp-${this.counters.linksOpened}`, socket, this.#options.flushMs, (one) =>
      this.#newcomers.joined(one),
    );
    this.#links.add(link);
    this.#newcomers.add(link, source);
    link.closed$.subscribe(({ cause }) => {
      this.#links.delete(link);
      this.#leaving.delete(link);
      this.#newcomers.remove(link);
      if (cause === 'malformed') this.counters.malformed += 1;
    });
    this.links$.next(link);
  }

  /** A link that has not joined gives its place to another. */
  #endFor(link: TcpLink): void {
    this.counters.madeRoom += 1;
    this.#links.delete(link);
    this.#newcomers.remove(link);
    this.#leaving.add(link);
    link.trySend(refusalFrame('idle'));
    link.close('another wants in, and this one has not joined');
  }

  #refuse(socket: Socket, error: 'remoteRefused' | 'roomFull'): void {
    this.#refused.add(socket);
    const timer = setTimeout(() => socket.destroy(), this.#options.flushMs);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      this.#refused.delete(socket);
    });
    socket.resume();
    socket.end(frameForTcp(refusalFrame(error)));
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#server.close();
    this.links$.complete();
    for (const socket of this.#refused) socket.destroy();
    const all = [...this.#links, ...this.#leaving];
    const ends = all.map((link) => firstValueFrom(link.closed$));
    for (const link of all) link.close('the hub stops');
    await Promise.all(ends);
  }
}
