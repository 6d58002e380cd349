import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { ByteWriter } from '../bytes/writer.ts';
import { ProtocolError } from '../errors.ts';
import type { RandomBytes } from './primitives.ts';

/**
 * CPace, a balanced PAKE: draft-irtf-cfrg-cpace, suite CPACE-RISTR255-SHA512, initiator and responder. From a password that both
 * sides know, however short, they get a key that nobody else can find out, except by one guess for each run.
 */

const utf8 = new TextEncoder();
const DSI = utf8.encode('CPaceRistretto255');
const DSI_ISK = utf8.encode('CPaceRistretto255_ISK');
/** Input block of SHA-512 in bytes. */
const BLOCK = 128;
/** Bits of the group's order, less one: scalars are drawn below this power of two. */
const SCALAR_TOP = 0x0f;

/** Shares and scalars, in bytes. */
const POINT_BYTES = 32;

/** What both sides know before they begin. */
export interface CpaceContext {
  /** The password: `PRS`. */
  readonly secret: Uint8Array;
  /** What the run is for: `CI`. */
  readonly channel: Uint8Array;
  /** What is unique to this conversation: `sid`. */
  readonly sid: Uint8Array;
}

/** Who sent which share and what went with it: `Ya`, `ADa`, `Yb`, `ADb`. */
export interface CpaceTranscript {
  readonly phoneShare: Uint8Array;
  readonly phoneData: Uint8Array;
  readonly hubShare: Uint8Array;
  readonly hubData: Uint8Array;
}

/** @returns each of the strings behind its length (the draft's `lv_cat`). */
export const lengthValue = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const to = new ByteWriter(256);
  for (const part of parts) to.bytes(part);
  return to.finish();
};

/** @returns the draft's `generator_string`: the first block of the hash has nothing in it but domain and password. */
export const generatorString = ({ secret, channel, sid }: CpaceContext): Uint8Array => {
  const used = lengthValue(DSI, secret).length;
  return lengthValue(DSI, secret, new Uint8Array(Math.max(0, BLOCK - 1 - used)), channel, sid);
};

/** @returns a scalar of the group from random bytes: the draft's `sample_scalar`. */
const sampleScalar = (random: RandomBytes): Uint8Array => {
  const scalar = new Uint8Array(random(POINT_BYTES));
  scalar[POINT_BYTES - 1] = (scalar[POINT_BYTES - 1] ?? 0) & SCALAR_TOP;
  if (scalar.every((byte) => byte === 0)) throw new RangeError('no randomness: a scalar of zero');
  return scalar;
};

/**
 * @returns scalar * point, or undefined for what is no point, not written in its one form, or the neutral element
 * (the draft's `scalar_mult_vfy`).
 */
export const multiplyVerified = (scalar: Uint8Array, point: Uint8Array): Uint8Array | undefined => {
  try {
    const element = ristretto255.Point.fromBytes(point);
    if (element.is0()) return undefined;
    const product = element.multiply(bytesToNumberLE(scalar));
    return product.is0() ? undefined : product.toBytes();
  } catch {
    return undefined;
  }
};

/** @returns the draft's `calculate_generator`. */
const generatorOf = (context: CpaceContext) => {
  const { deriveToCurve } = ristretto255_hasher;
  if (!deriveToCurve) throw new Error('this @noble/curves cannot derive a point from a hash');
  return deriveToCurve(sha512(generatorString(context)));
};

/** One side of one run. */
export class Cpace {
  /** What the other side is told. */
  readonly share: Uint8Array<ArrayBuffer>;
  readonly #sid: Uint8Array;
  readonly #scalar: Uint8Array;

  constructor(context: CpaceContext, random: RandomBytes) {
    this.#sid = context.sid;
    this.#scalar = sampleScalar(random);
    this.share = new Uint8Array(generatorOf(context).multiply(bytesToNumberLE(this.#scalar)).toBytes());
  }

  /**
   * @returns the draft's `ISK`, 64 bytes, the same on both sides if password, channel, sid and all that was sent are.
   * @throws ProtocolError `badSeal` for a share that is none.
   */
  key(transcript: CpaceTranscript, other: Uint8Array): Uint8Array {
    const common = multiplyVerified(this.#scalar, other);
    if (!common) throw new ProtocolError('badSeal', 'a share that is no point of the group');
    const { phoneShare, phoneData, hubShare, hubData } = transcript;
    const sent = lengthValue(phoneShare, phoneData, hubShare, hubData);
    const hash = sha512.create();
    return hash
      .update(lengthValue(DSI_ISK, this.#sid, common))
      .update(sent)
      .digest();
  }
}
