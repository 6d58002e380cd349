import { ProtocolError } from '../errors.ts';

/** Reads what BitWriter wrote. Every method throws ProtocolError `badFrame` at the end of the bytes. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** Bits read. */
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bits left, padding included. */
  get remaining(): number {
    return this.#bytes.length * 8 - this.#at;
  }

  bit(): boolean {
    return this.bits(1) === 1;
  }

  /** A number of `width` (0..32) bits. */
  bits(width: number): number {
    if (width > this.remaining)
      throw new ProtocolError('badFrame', `${width} bits wanted, ${this.remaining} left`);
    let value = 0;
    let left = width;
    while (left > 0) {
      const free = 8 - (this.#at & 7);
      const take = Math.min(left, free);
      const byte = this.#bytes[this.#at >>> 3] ?? 0;
      value = (value << take) | ((byte >>> (free - take)) & ((1 << take) - 1));
      this.#at += take;
      left -= take;
    }
    return value >>> 0;
  }

  /** Skips to the next whole byte; what is skipped must be zero. */
  align(): void {
    if (this.bits(-this.#at & 7) !== 0) throw new ProtocolError('badFrame', 'padding is not zero');
  }

  /** Nothing but the padding of the last byte may be left. */
  end(): void {
    this.align();
    if (this.remaining > 0) throw new ProtocolError('badFrame', `${this.remaining >>> 3} bytes too many`);
  }
}
