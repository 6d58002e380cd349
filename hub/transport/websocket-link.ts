import type { Duplex } from 'node:stream';
import { type RawData, WebSocket } from 'ws';
import { limits } from '../../protocol/limits.ts';
import { LinkCore } from './link-core.ts';
import type { Link, LinkClosed } from './port.ts';
import { refusalFrame } from './refusal.ts';
import { binaryMessage, headBytes, sealMessage } from './websocket-frame.ts';
import { REFUSED, readWholeMessages } from './websocket-reader.ts';

/** Status codes of RFC 6455 section 7.4.1. */
const closeCode = {
  normal: 1000,
  textRefused: 1003,
  none: 1005,
  abnormal: 1006,
  policy: 1008,
  tooLarge: 1009,
} as const;
/** A close frame holds 125 bytes, two of them the code. */
const REASON_BYTES = 123;

const plain = (data: RawData): Uint8Array => {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const bytes = Array.isArray(data) ? Buffer.concat(data) : data;
  // Not a Buffer: its slice() would share memory with the frame, and frames are read with slice().
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

/** Where a WebSocket comes from. */
interface WebSocketOrigin {
  readonly remote: string;
  readonly source: string;
  /** Told when a session begins to play on the link. */
  readonly joined: (link: WebSocketLink) => void;
}

/** One phone on one WebSocket; `socket` is what it runs on. */
export class WebSocketLink implements Link {
  readonly kind = 'websocket';
  readonly maxPayload = limits.frameToPhone;
  readonly attMtu = 0;
  readonly headroom = headBytes;
  readonly id: string;
  readonly remote: string;
  readonly source: string;
  readonly frames$: Link['frames$'];
  readonly closed$: Link['closed$'];
  readonly writable$: Link['writable$'];
  readonly #core = new LinkCore();
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #joined: (link: WebSocketLink) => void;
  #cause: LinkClosed | undefined;
  /** Nothing but whole messages has come: no closing handshake is under way, and ws need not be asked. */
  #plain = false;

  constructor(id: string, from: WebSocketOrigin, ws: WebSocket, socket: Duplex) {
    this.id = id;
    this.remote = from.remote;
    this.source = from.source;
    this.#joined = from.joined;
    this.#ws = ws;
    this.#socket = socket;
    this.frames$ = this.#core.frames$;
    this.closed$ = this.#core.closed$;
    this.writable$ = this.#core.writable$;
    socket.on('drain', () => this.#core.credit());
    this.#readFirst();
    ws.on('message', (data, isBinary) => this.#read(data, isBinary));
    ws.on('error', (error: NodeJS.ErrnoException) => {
      const malformed = error.code?.startsWith('WS_ERR') ?? false;
      this.#end({ cause: malformed ? 'malformed' : 'lost', detail: error.code ?? error.message });
    });
    ws.on('close', (code, reason) => {
      const cause = code === closeCode.abnormal ? 'lost' : 'left';
      this.#core.end(this.#cause ?? { cause, detail: `${code} ${reason.toString()}`.trimEnd() });
    });
  }

  /**
   * Stands before ws for as long as nothing but whole binary messages comes; whatever else does, and all after it, is for ws to read.
   * A room reads thousands of small messages a second, and the stream machinery of ws costs more than they do.
   */
  #readFirst(): void {
    const socket = this.#socket;
    const core = this.#core;
    const [read, ...others] = socket.listeners('data');
    if (!read || others.length > 0) return;
    this.#plain = true;
    let mine = true;
    const leaveToWs = (): void => {
      mine = false;
      this.#plain = false;
    };
    // Knows the core and not the link: what an input has to touch on its way decides what it costs, for little of it is in the cache.
    socket.on('data', (chunk: Uint8Array) => {
      const at = mine ? readWholeMessages(chunk, core) : 0;
      if (at === chunk.length) return;
      if (at === REFUSED) return this.#overflow();
      leaveToWs();
      read.call(socket, chunk.subarray(at));
    });
    socket.once('end', leaveToWs);
    socket.once('close', leaveToWs);
    socket.off('data', read as (chunk: Uint8Array) => void);
  }

  #overflow(): void {
    this.#end({ cause: 'overflow', detail: 'frames nobody reads' }, closeCode.policy);
  }

  #read(data: RawData, isBinary: boolean): void {
    if (this.#cause) return;
    if (!isBinary) return this.#refuse('badFrame', 'text message', closeCode.textRefused);
    const frame = plain(data);
    if (frame.length > limits.frameFromPhone)
      return this.#refuse('tooLarge', `message of ${frame.length} bytes`, closeCode.tooLarge);
    if (!this.#core.receive(frame)) this.#overflow();
  }

  /** Says why, then ends. */
  #refuse(error: 'badFrame' | 'tooLarge', detail: string, code: number): void {
    this.#ws.send(refusalFrame(error));
    this.#end({ cause: 'malformed', detail }, code);
  }

  trySend(frame: Uint8Array, headroom = 0): boolean {
    if (this.#cause || !(this.#plain || this.#ws.readyState === WebSocket.OPEN)) return false;
    const length = frame.length - headroom;
    if (length > this.maxPayload) {
      this.#end({ cause: 'overflow', detail: `frame of ${length} bytes, at most ${this.maxPayload}` });
      return false;
    }
    if (this.#socket.writableLength >= this.#socket.writableHighWaterMark) return this.#core.refuse();
    // Past ws itself, which needs no turn here: nothing it sends waits, since there is no compression.
    this.#socket.write(
      headroom === headBytes(length) ? sealMessage(frame, length) : binaryMessage(frame.subarray(headroom)),
    );
    return true;
  }

  claimSlot(): number {
    this.#joined(this);
    return 0;
  }

  close(detail: string): void {
    this.#end({ cause: 'hub', detail });
  }

  /** Starts the closing handshake; a phone that does not answer it is cut off by ws after its `closeTimeout`. */
  #end(cause: LinkClosed, code: number = closeCode.normal): void {
    if (this.#cause) return;
    this.#cause = cause;
    this.#core.deafen();
    this.#ws.close(code, Buffer.from(cause.detail).subarray(0, REASON_BYTES));
  }
}
