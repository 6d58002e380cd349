import { ProtocolError } from '../errors.ts';
import type { LinkKind } from '../links.ts';
import type { Agreement, DirectionKeys } from './keys.ts';
import type { FrameMac, Primitives } from './primitives.ts';

/** Bytes of the tag behind each sealed frame. A radio with small packets gets a short one: an HMAC may be cut, and a forger has one try. */
export const tagBytes: Readonly<Record<LinkKind, number>> = { ble: 8, websocket: 16, tcp: 16, memory: 16 };

/** First bytes of frames are below this (rule 4.1.1), so those of sealed frames are too. */
const FIRST_BYTE = 0x7f;
const BLOCK = 64;
/** Key stream made at once: so many frames of it, and at least and at most so many bytes, since to make some costs as much as two thousand bytes do. */
const FRAMES = 24;
const SMALLEST_WINDOW = 2_048;
const LARGEST_WINDOW = 8_192;
/** Frames are counted, and blocks of key stream numbered, in 32 bits (rule 13.6.6). */
const LAST_COUNTER = 0xffff_ffff;
const STREAM_BYTES = 2 ** 32 * BLOCK;
const WORD = 4;

/** From this length on frames are mixed four bytes at a time wherever they stand, for which a view is to be had that typed arrays are not. */
const LONG = 48;
/** Of the memory that was written to last: long frames are pieces of the same for a while. */
let written: DataView<ArrayBufferLike> = new DataView(new ArrayBuffer(0));

/** One long key stream of which frames use up piece after piece. */
class Keystream {
  readonly #make: (block: number, length: number) => Uint8Array;
  #window: Uint8Array = new Uint8Array(0);
  #words: DataView<ArrayBufferLike> = written;
  #start = 0;

  constructor(primitives: Primitives, key: Uint8Array) {
    this.#make = (block, length) => primitives.keystream(key, block, length);
  }

  /** Mixes the stream from byte `at` on into `bytes`. */
  xor(at: number, bytes: Uint8Array): void {
    const { length } = bytes;
    if (at < this.#start || at + length > this.#start + this.#window.length) this.#fill(at, length);
    const offset = at - this.#start;
    const done = length < LONG ? 0 : this.#xorWords(offset, bytes);
    const window = this.#window;
    for (let i = done; i < length; i += 1) bytes[i] = (bytes[i] ?? 0) ^ (window[offset + i] ?? 0);
    bytes[0] = (bytes[0] ?? 0) & FIRST_BYTE;
  }

  /** @returns how many bytes are mixed; fewer than four are left. */
  #xorWords(offset: number, { buffer, byteOffset, length }: Uint8Array): number {
    if (written.buffer !== buffer) written = new DataView(buffer);
    const into = written;
    const words = this.#words;
    const done = length - (length % WORD);
    for (let i = 0; i < done; i += WORD)
      into.setInt32(byteOffset + i, into.getInt32(byteOffset + i) ^ words.getInt32(offset + i));
    return done;
  }

  #fill(at: number, length: number): void {
    const block = Math.floor(at / BLOCK);
    this.#start = block * BLOCK;
    const needed = at - this.#start + length;
    const wanted = Math.max(SMALLEST_WINDOW, needed, Math.min(FRAMES * length, LARGEST_WINDOW));
    this.#window = this.#make(block, Math.ceil(wanted / BLOCK) * BLOCK);
    const { buffer, byteOffset, byteLength } = this.#window;
    this.#words = new DataView(buffer, byteOffset, byteLength);
  }
}

/** Small arrays of their own cost more to make than the bytes in them: sealed frames are pieces of larger ones. */
const SLAB = 8_192;
let slab = new Uint8Array(0);
let slabUsed = 0;

const roomFor = (length: number): Uint8Array<ArrayBuffer> => {
  if (length > SLAB / 4) return new Uint8Array(length);
  if (slabUsed + length > slab.length) {
    slab = new Uint8Array(SLAB);
    slabUsed = 0;
  }
  slabUsed += length;
  return slab.subarray(slabUsed - length, slabUsed);
};

/** Seals what one side sends on one link. */
class Sealer {
  readonly #stream: Keystream;
  readonly #mac: FrameMac;
  readonly #tag: number;
  #counter = 0;
  #at = 0;
  #lastLength = 0;

  constructor(primitives: Primitives, keys: DirectionKeys, tag: number) {
    this.#stream = new Keystream(primitives, keys.stream);
    this.#mac = primitives.frameMac(keys.mac);
    this.#tag = tag;
  }

  seal(frame: Uint8Array, headroom: number): Uint8Array<ArrayBuffer> {
    const sealed = roomFor(headroom + frame.length + this.#tag);
    sealed.set(frame, headroom);
    this.sealWithin(sealed, headroom);
    return sealed;
  }

  sealWithin(bytes: Uint8Array, headroom: number): void {
    const end = bytes.length - this.#tag;
    if (this.#counter >= LAST_COUNTER || this.#at + end - headroom > STREAM_BYTES)
      throw new ProtocolError('badSeal', 'this link has sealed all it may');
    const body = bytes.subarray(headroom, end);
    this.#stream.xor(this.#at, body);
    const digest = this.#mac(this.#counter, body);
    for (let i = 0; i < this.#tag; i += 1) bytes[end + i] = digest[i] ?? 0;
    this.#counter += 1;
    this.#at += body.length;
    this.#lastLength = body.length;
  }

  takeBack(): void {
    if (this.#lastLength === 0) throw new RangeError('no sealed frame to take back');
    this.#counter -= 1;
    this.#at -= this.#lastLength;
    this.#lastLength = 0;
  }
}

/** Opens what the other side sealed. */
class Opener {
  readonly #stream: Keystream;
  readonly #mac: FrameMac;
  readonly #tag: number;
  #counter = 0;
  #at = 0;
  #broken = false;

  constructor(primitives: Primitives, keys: DirectionKeys, tag: number) {
    this.#stream = new Keystream(primitives, keys.stream);
    this.#mac = primitives.frameMac(keys.mac);
    this.#tag = tag;
  }

  open(sealed: Uint8Array): Uint8Array<ArrayBuffer> {
    const length = sealed.length - this.#tag;
    const body = sealed.subarray(0, Math.max(0, length));
    if (this.#broken || length < 1 || !this.#isGenuine(sealed, body)) {
      this.#broken = true;
      throw new ProtocolError('badSeal', `frame ${this.#counter} of this link is not what was sealed`);
    }
    const frame = length < LONG ? new Uint8Array(length) : roomFor(length);
    frame.set(body);
    this.#stream.xor(this.#at, frame);
    this.#counter += 1;
    this.#at += length;
    return frame;
  }

  #isGenuine(sealed: Uint8Array, body: Uint8Array): boolean {
    const digest = this.#mac(this.#counter, body);
    const { length } = body;
    let differs = 0;
    for (let i = 0; i < this.#tag; i += 1) differs |= (sealed[length + i] ?? 0) ^ (digest[i] ?? 0);
    return differs === 0;
  }
}

/** One end of a sealed link: what goes out is sealed, what comes in is opened, each in its order. */
export class SealedEnd {
  /** Bytes that a frame grows by. */
  readonly tag: number;
  readonly #sealer: Sealer;
  readonly #opener: Opener;

  /** @param side whose end this is. */
  constructor(primitives: Primitives, agreement: Agreement, side: 'phone' | 'hub', kind: LinkKind) {
    this.tag = tagBytes[kind];
    const other = side === 'phone' ? 'hub' : 'phone';
    this.#sealer = new Sealer(primitives, agreement[side], this.tag);
    this.#opener = new Opener(primitives, agreement[other], this.tag);
  }

  /**
   * Seals the next frame to be sent.
   * @param headroom bytes to leave free before it.
   */
  seal(frame: Uint8Array, headroom = 0): Uint8Array<ArrayBuffer> {
    return this.#sealer.seal(frame, headroom);
  }

  /** Seals the next frame where it stands: in `bytes` from `headroom` on, with {@link tag} bytes left behind it. */
  sealWithin(bytes: Uint8Array, headroom: number): void {
    this.#sealer.sealWithin(bytes, headroom);
  }

  /** The frame sealed last was not sent, and nobody saw it: the next one takes its place. */
  takeBack(): void {
    this.#sealer.takeBack();
  }

  /**
   * Opens the next frame that came.
   * @throws ProtocolError `badSeal` if it is not exactly the frame that was sealed next. From then on nothing on this link can be opened.
   */
  open(sealed: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#opener.open(sealed);
  }
}
