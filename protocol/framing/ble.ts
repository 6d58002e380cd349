import { ProtocolError } from '../errors.ts';
import { limits } from '../limits.ts';

/** Set in the first byte of a fragment; the first byte of a whole frame, its message id, never has it (rule 3.3.2). */
const FRAGMENT = 0x80;
const LAST = 0x40;
const INDEX = 0x3f;
/** Opcode and attribute handle in front of each written or notified value (Core specification, Vol 3 Part F 3.4). */
const ATT_HEADER = 3;

/** @returns how many bytes one write or notification holds at this ATT MTU (23..517), rule 3.3.1. */
export const valueSize = (attMtu: number): number => Math.min(attMtu - ATT_HEADER, limits.attributeValue);

/**
 * Cuts a frame into values for one characteristic (rules 3.3.2 to 3.3.4). A frame that fits is sent as it is.
 * @param frame a whole frame, at least one byte, the first below 0x80.
 * @param maxValue bytes that one value may hold, see {@link valueSize}; at least 2.
 * @throws RangeError if the frame or the size cannot be used, which is a fault of the caller.
 */
export const fragment = (frame: Uint8Array, maxValue: number): Uint8Array[] => {
  const first = frame[0];
  if (first === undefined || first >= FRAGMENT)
    throw new RangeError('a frame starts with a message id below 0x80');
  if (!Number.isInteger(maxValue) || maxValue < 2) throw new RangeError(`a value of ${maxValue} bytes`);
  if (frame.length <= maxValue) return [frame];
  const step = maxValue - 1;
  const values: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += step) {
    const part = frame.subarray(at, at + step);
    const value = new Uint8Array(1 + part.length);
    const last = at + step >= frame.length ? LAST : 0;
    value[0] = FRAGMENT | last | (values.length & INDEX);
    value.set(part, 1);
    values.push(value);
  }
  return values;
};

/** Puts the values of one direction of one Bluetooth link together again (rules 3.3.5 and 3.3.6). */
export class BleReassembler {
  readonly #maxFrame: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  /** @param maxFrame bytes of the largest frame the other side may send. */
  constructor(maxFrame: number) {
    this.#maxFrame = maxFrame;
  }

  /**
   * Takes the next value.
   * @returns a frame (a copy) if the value completed one.
   * @throws ProtocolError `badFrame` for an empty value, a gap, a fragment that is a frame, or a whole frame among fragments, `tooLarge` over the limit;
   * the link cannot be read any further then, and what was gathered is let go.
   */
  push(value: Uint8Array): Uint8Array | undefined {
    try {
      return this.#take(value);
    } catch (error) {
      this.#clear();
      throw error;
    }
  }

  #take(value: Uint8Array): Uint8Array | undefined {
    const head = value[0];
    if (head === undefined) throw new ProtocolError('badFrame', 'empty value');
    if (head < FRAGMENT) {
      if (this.#parts.length > 0) throw new ProtocolError('badFrame', 'whole frame among fragments');
      this.#grow(value.length);
      this.#clear();
      return new Uint8Array(value);
    }
    const expected = this.#parts.length & INDEX;
    if ((head & INDEX) !== expected)
      throw new ProtocolError('badFrame', `fragment ${head & INDEX} instead of ${expected}`);
    if (head & LAST && this.#parts.length === 0)
      throw new ProtocolError('badFrame', 'a frame that fits into one value, as a fragment');
    if (value.length === 1) throw new ProtocolError('badFrame', 'fragment without bytes');
    this.#grow(value.length - 1);
    this.#parts.push(new Uint8Array(value.subarray(1)));
    return head & LAST ? this.#join() : undefined;
  }

  #grow(count: number): void {
    this.#length += count;
    if (this.#length > this.#maxFrame)
      throw new ProtocolError('tooLarge', `${this.#length} bytes, at most ${this.#maxFrame}`);
  }

  #join(): Uint8Array {
    const frame = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      frame.set(part, at);
      at += part.length;
    }
    this.#clear();
    return frame;
  }

  #clear(): void {
    this.#parts = [];
    this.#length = 0;
  }
}
