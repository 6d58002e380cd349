import { ProtocolError } from '../errors.ts';
import type { LinkKind } from '../links.ts';
import type { Agreement, DirectionKeys } from './keys.ts';
import type { FrameMac, Primitives } from './primitives.ts';

/** Bytes of the tag behind each sealed frame. A radio with small packets gets a short one: an HMAC may be cut, and a forger has one try. */
export const tagBytes: Readonly<Record<LinkKind, number>> = { ble: 8, websocket: 16, tcp: 16, memory: 16 };

/** First bytes of frames are below this (rule 4.1.1), so those of sealed frames are too. */
const FIRST_BYTE = 0x7f;
const BLOCK = 64;
/** Key stream made at once: some forty small frames of it. */
const WINDOW = 2_048;
/** Frames are counted, and blocks of key stream numbered, in 32 bits (rule 13.6.6). */
const LAST_COUNTER = 0xffff_ffff;
const STREAM_BYTES = 2 ** 32 * BLOCK;

/** One long key stream of which frames use up piece after piece. */
class Keystream {
  readonly #make: (block: number, length: number) => Uint8Array;
  #window: Uint8Array = new Uint8Array(0);
  #start = 0;

  constructor(primitives: Primitives, key: Uint8Array) {
    this.#make = (block, length) => primitives.keystream(key, block, length);
  }

  /** Mixes the stream from byte `at` on into `bytes`. */
  xor(at: number, from: Uint8Array, into: Uint8Array): void {
    if (at < this.#start || at + from.length > this.#start + this.#window.length) this.#fill(at, from.length);
    const window = this.#window;
    const offset = at - this.#start;
    for (let i = 0; i < from.length; i += 1) into[i] = (from[i] ?? 0) ^ (window[offset + i] ?? 0);
    into[0] = (into[0] ?? 0) & FIRST_BYTE;
  }

  #fill(at: number, length: number): void {
    const block = Math.floor(at / BLOCK);
    this.#start = block * BLOCK;
    const needed = at - this.#start + length;
    this.#window = this.#make(block, Math.max(WINDOW, Math.ceil(needed / BLOCK) * BLOCK));
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
    this.#stream.xor(this.#at, body, body);
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
    if (this.#broken || length < 1 || !this.#isGenuine(sealed, length)) {
      this.#broken = true;
      throw new ProtocolError('badSeal', `frame ${this.#counter} of this link is not what was sealed`);
    }
    const frame = new Uint8Array(length);
    this.#stream.xor(this.#at, sealed.subarray(0, length), frame);
    this.#counter += 1;
    this.#at += length;
    return frame;
  }

  #isGenuine(sealed: Uint8Array, length: number): boolean {
    const digest = this.#mac(this.#counter, sealed.subarray(0, length));
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
