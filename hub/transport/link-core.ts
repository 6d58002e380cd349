import { AsyncSubject, Observable, Subject, type Subscriber } from 'rxjs';
import type { LinkClosed } from './port.ts';

/** Frames kept for a link that nobody reads yet: enough for hello, join and the first inputs of a hasty phone. */
const KEPT_FRAMES = 64;

/** What the links of every radio have in common: the three streams of the port, and the rule that an end happens once. */
export class LinkCore {
  // Side by side in memory, for they are all that a frame needs.
  #deaf = false;
  #read = false;
  #reader: Subscriber<Uint8Array> | undefined;
  readonly frames$: Observable<Uint8Array>;
  readonly closed$: Observable<LinkClosed>;
  readonly writable$: Observable<void>;
  readonly #closed = new AsyncSubject<LinkClosed>();
  readonly #writable = new Subject<void>();
  #kept: Uint8Array[] = [];
  #ended = false;
  #refused = false;

  constructor() {
    this.closed$ = this.#closed.asObservable();
    this.writable$ = this.#writable.asObservable();
    this.frames$ = new Observable((reader) => this.#attach(reader));
  }

  /** Somebody reads the frames, or did. */
  get read(): boolean {
    return this.#read;
  }

  #attach(reader: Subscriber<Uint8Array>): () => void {
    if (this.#read) throw new Error('the frames of a link have one subscriber');
    this.#read = true;
    for (const frame of this.#kept) reader.next(frame);
    this.#kept = [];
    if (this.#ended) reader.complete();
    this.#reader = reader;
    return () => {
      this.#reader = undefined;
    };
  }

  /** Hands a frame from the phone on. @returns false if nobody reads and no more can be kept: end the link as `overflow`. */
  receive(frame: Uint8Array): boolean {
    if (this.#deaf) return true;
    if (this.#read) this.#reader?.next(frame);
    else if (this.#kept.length >= KEPT_FRAMES) return false;
    else this.#kept.push(frame);
    return true;
  }

  /** The link is about to end: what still comes is dropped. */
  deafen(): void {
    this.#deaf = true;
  }

  /** Remembers that `trySend` refused. @returns false, for `trySend` to return. */
  refuse(): false {
    this.#refused = true;
    return false;
  }

  /** Credit is back: tells whoever was refused. */
  credit(): void {
    if (!this.#refused || this.#ended) return;
    this.#refused = false;
    this.#writable.next();
  }

  /** The link is over; the first cause counts. */
  end(closed: LinkClosed): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#deaf = true;
    this.#reader?.complete();
    this.#writable.complete();
    this.#closed.next(closed);
    this.#closed.complete();
  }
}
