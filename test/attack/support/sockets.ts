import { connect, type Socket } from 'node:net';
import { Callers } from './callers.ts';
import type { Tally } from './tally.ts';
import type { Stats, Target } from './target.ts';

/** The open connections of one flood, never more than so many, and what became of them. */
export class Sockets {
  readonly #target: Target;
  readonly #callers: Callers;
  readonly #most: number;
  readonly #open = new Set<Socket>();

  /** @param most connections at a time. */
  constructor(target: Target, most: number) {
    this.#target = target;
    this.#callers = new Callers(target);
    this.#most = most;
  }

  get tally(): Tally {
    return this.#callers.tally;
  }

  get open(): ReadonlySet<Socket> {
    return this.#open;
  }

  /** Opens one more, unless there are enough. @param port of the hub. @param up what to do first. */
  call(port: number, up: (socket: Socket) => void): Socket | undefined {
    if (this.#open.size >= this.#most) return undefined;
    const socket = connect({
      host: this.#target.host,
      port,
      localAddress: this.#callers.next(),
      noDelay: true,
    });
    this.#open.add(socket);
    socket.once('connect', () => {
      this.tally.add('opened');
      up(socket);
    });
    // What the hub answers is of no interest, but unread it would keep the connection from ending.
    socket.on('data', (bytes) => this.tally.add('bytesBack', bytes.length));
    socket.on('error', (error: NodeJS.ErrnoException) => this.tally.add(error.code ?? error.message));
    socket.once('close', () => {
      if (this.#open.delete(socket)) this.tally.add('endedByHub');
    });
    return socket;
  }

  /** Ends one so that nobody is told more than a reset. */
  drop(socket: Socket): void {
    this.#open.delete(socket);
    socket.resetAndDestroy();
  }

  /** Lets go of all. @returns what was counted; `heldOpen` were open at the end. */
  end(): Stats {
    this.tally.add('heldOpen', this.#open.size);
    for (const socket of [...this.#open]) this.drop(socket);
    return this.tally.stats;
  }
}
