import type { Socket } from 'node:net';
import { ProtocolError } from '../../protocol/errors.ts';
import { frameForTcp, TcpDeframer } from '../../protocol/framing/tcp.ts';
import { limits } from '../../protocol/limits.ts';
import { LinkCore } from './link-core.ts';
import type { Link, LinkClosed } from './port.ts';
import { detailOf, refusalFrame } from './refusal.ts';
import { sourceOf } from './remote.ts';

/** One phone on one TCP connection. */
export class TcpLink implements Link {
  readonly kind = 'tcp';
  readonly maxPayload = limits.frameToPhone;
  readonly attMtu = 0;
  readonly id: string;
  readonly remote: string;
  readonly source: string;
  readonly frames$: Link['frames$'];
  readonly closed$: Link['closed$'];
  readonly writable$: Link['writable$'];
  readonly #core = new LinkCore();
  readonly #socket: Socket;
  readonly #flushMs: number;
  readonly #joined: (link: TcpLink) => void;
  readonly #deframer = new TcpDeframer(limits.frameFromPhone);
  /** Why the link ends, as soon as that is known; the end itself is when the socket is gone. */
  #cause: LinkClosed | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param joined told when a session begins to play on this link. */
  constructor(
    id: string,
    socket: Socket,
    flushMs: number,
    joined: (link: TcpLink) => void = () => undefined,
  ) {
    this.id = id;
    this.remote = `${socket.remoteAddress}:${socket.remotePort}`;
    this.source = sourceOf(socket.remoteAddress);
    this.#socket = socket;
    this.#flushMs = flushMs;
    this.#joined = joined;
    this.frames$ = this.#core.frames$;
    this.closed$ = this.#core.closed$;
    this.writable$ = this.#core.writable$;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('drain', () => this.#core.credit());
    socket.on('end', () => {
      const whole = this.#deframer.idle;
      this.#end(whole ? { cause: 'left', detail: 'FIN' } : { cause: 'lost', detail: 'FIN inside a frame' });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#cause ??= { cause: 'lost', detail: error.code ?? error.message };
    });
    socket.on('close', () => {
      clearTimeout(this.#timer);
      this.#core.end(this.#cause ?? { cause: 'lost', detail: 'closed' });
    });
  }

  #read(chunk: Uint8Array): void {
    try {
      for (const frame of this.#cause ? [] : this.#deframer.push(chunk))
        if (!this.#core.receive(frame))
          return this.#end({ cause: 'overflow', detail: 'frames nobody reads' });
      if (this.#deframer.broken && !this.#cause) throw this.#deframer.broken;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#end({ cause: 'malformed', detail: detailOf(error) }, refusalFrame(error.code));
    }
  }

  trySend(frame: Uint8Array): boolean {
    if (this.#cause) return false;
    if (frame.length > this.maxPayload) {
      this.#end({ cause: 'overflow', detail: `frame of ${frame.length} bytes, at most ${this.maxPayload}` });
      return false;
    }
    if (this.#socket.writableLength >= this.#socket.writableHighWaterMark) return this.#core.refuse();
    this.#socket.write(frameForTcp(frame));
    return true;
  }

  claimSlot(): number {
    this.#joined(this);
    return 0;
  }

  close(detail: string): void {
    this.#end({ cause: 'hub', detail });
  }

  #end(cause: LinkClosed, last?: Uint8Array): void {
    if (this.#cause) return;
    this.#cause = cause;
    // Still reading, or the phone's last bytes would turn our FIN into a reset that takes the last frames with it.
    this.#timer = setTimeout(() => this.#socket.destroy(), this.#flushMs);
    if (last) this.#socket.end(frameForTcp(last));
    else this.#socket.end();
  }
}
