import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { firstValueFrom, Subject } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';
import { Newcomers } from './newcomers.ts';
import type { Link, Transport } from './port.ts';
import { refusalFrame } from './refusal.ts';
import { sourceOf } from './remote.ts';
import { type SocketTransportOptions, socketDefaults } from './socket-options.ts';
import { WebSocketLink } from './websocket-link.ts';

/** Where phones open their WebSocket (SPEC.md rule 3.1.1). */
export const PLAY_PATH = '/play';

/** A message up to this size is read, so that one over the frame limit gets an error before the link ends; a larger one is cut off (rule 3.1.4). */
const MOST_READ = 4_096;

export interface WebSocketTransportOptions extends SocketTransportOptions {
  /** Whether a page of this origin may play; undefined where the client sends none, as programs do. Default: all may. */
  readonly allowOrigin?: (origin: string | undefined, request: IncomingMessage) => boolean;
  /** Whether the Host header names this hub. Default: any does. */
  readonly allowHost?: (host: string | undefined) => boolean;
}

type WebServer = HttpServer | HttpsServer;

/** Phones over WebSocket, on web servers that are given, SPEC.md rules 3.1.1 to 3.1.5. */
export class WebSocketTransport implements Transport {
  readonly kind = 'websocket';
  readonly counters = {
    linksOpened: 0,
    upgradesRefused: 0,
    originRefused: 0,
    hostRefused: 0,
    goneEarly: 0,
    remoteRefused: 0,
    fullRefused: 0,
    madeRoom: 0,
    malformed: 0,
  };
  readonly links$ = new Subject<Link>();
  readonly #options: Required<WebSocketTransportOptions>;
  readonly #sockets: WebSocketServer;
  readonly #links = new Set<WebSocketLink>();
  readonly #newcomers: Newcomers<WebSocketLink>;
  /** Links that are being told why they end. */
  readonly #refused = new Set<WebSocketLink>();
  readonly #servers = new Set<WebServer>();
  #stopping: Promise<void> | undefined;
  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    this.#upgrade(request, socket, head);

  constructor(options: WebSocketTransportOptions = {}) {
    this.#options = { allowOrigin: () => true, allowHost: () => true, ...socketDefaults, ...options };
    this.#newcomers = new Newcomers(this.#options.maxLinks, this.#options.now);
    const server = {
      noServer: true,
      clientTracking: false,
      maxPayload: MOST_READ,
      // All text is refused, and with a word why: a library that checks it first could not say so.
      skipUTF8Validation: true,
      // States are bit-packed already, and a compressor for each of a thousand phones would cost more than it saves.
      perMessageDeflate: false,
      handleProtocols: () => WEBSOCKET_SUBPROTOCOL,
      // Known to ws since 8.19, not yet to its types: how long a closing handshake may take.
      closeTimeout: this.#options.flushMs,
    };
    this.#sockets = new WebSocketServer(server);
    this.#sockets.on('wsClientError', (_error, socket) => {
      this.#deny(socket, '400 Bad Request', 'This is no WebSocket handshake (RFC 6455 section 4.1).');
    });
  }

  /** Takes WebSockets from this server too; requests that are no upgrade stay the server's own. */
  attach(server: WebServer): void {
    this.#servers.add(server);
    server.on('upgrade', this.#onUpgrade);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (!this.#options.allowHost(request.headers.host)) {
      this.counters.hostRefused += 1;
      return this.#deny(
        socket,
        '421 Misdirected Request',
        'Open the hub by its address or as partyline.local.',
      );
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim());
    if (request.url?.split('?')[0] !== PLAY_PATH)
      return this.#deny(socket, '404 Not Found', `Play at ${PLAY_PATH}.`);
    if (!offered.includes(WEBSOCKET_SUBPROTOCOL))
      return this.#deny(socket, '400 Bad Request', `Offer the subprotocol ${WEBSOCKET_SUBPROTOCOL}.`);
    if (!this.#options.allowOrigin(request.headers.origin, request)) {
      this.counters.originRefused += 1;
      return this.#deny(socket, '403 Forbidden', 'Open the page that the hub itself serves.');
    }
    if (request.socket.remoteAddress === undefined) {
      this.counters.goneEarly += 1;
      socket.destroy();
      return;
    }
    // A page cannot read why an upgrade failed, so those above the limit are let in as far as to be told; but not any number of them.
    if (this.#refused.size >= this.#options.maxLinks) {
      this.counters.fullRefused += 1;
      return this.#deny(socket, '503 Service Unavailable', 'The room is full. Wait until somebody leaves.');
    }
    this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#open(ws, socket, request));
  }

  #deny(socket: Duplex, status: string, sentence: string): void {
    this.counters.upgradesRefused += 1;
    const head = `Connection: close\r\nContent-Type: text/plain\r\nContent-Length: ${sentence.length}`;
    socket.once('finish', () => socket.destroy());
    socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${sentence}`);
  }

  #open(ws: WebSocket, socket: Duplex, { socket: { remoteAddress, remotePort } }: IncomingMessage): void {
    this.counters.linksOpened += 1;
    const source = sourceOf(remoteAddress);
    const from = {
      remote: `${remoteAddress}:${remotePort}`,
      source,
      joined: (one: WebSocketLink) => this.#newcomers.joined(one),
    };
    const link = new WebSocketLink(`websocket-${this.counters.linksOpened}`, from, ws, socket);
    const refusal = this.#refusalOf(remoteAddress, source);
    const among = refusal ? this.#refused : this.#links;
    among.add(link);
    if (!refusal) this.#newcomers.add(link, source);
    link.closed$.subscribe(({ cause }) => {
      this.#links.delete(link);
      this.#refused.delete(link);
      this.#newcomers.remove(link);
      if (cause === 'malformed') this.counters.malformed += 1;
    });
    if (!refusal) return this.links$.next(link);
    this.counters[refusal === 'roomFull' ? 'fullRefused' : 'remoteRefused'] += 1;
    link.trySend(refusalFrame(refusal));
    return link.close(refusal);
  }

  #refusalOf(remoteAddress: string | undefined, source: string): 'remoteRefused' | 'roomFull' | undefined {
    const { allowRemote, isLocal } = this.#options;
    if (!allowRemote && !isLocal(remoteAddress)) return 'remoteRefused';
    const { admitted, end } = this.#newcomers.ask(source, this.#links.size);
    if (end) this.#endFor(end);
    return admitted ? undefined : 'roomFull';
  }

  /** A link that has not joined gives its place to another. */
  #endFor(link: WebSocketLink): void {
    this.counters.madeRoom += 1;
    this.#links.delete(link);
    this.#newcomers.remove(link);
    this.#refused.add(link);
    link.trySend(refusalFrame('idle'));
    link.close('another wants in, and this one has not joined');
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    for (const server of this.#servers) server.off('upgrade', this.#onUpgrade);
    this.links$.complete();
    const all = [...this.#links, ...this.#refused];
    const ends = all.map((link) => firstValueFrom(link.closed$));
    for (const link of all) link.close('the hub stops');
    await Promise.all(ends);
  }
}
