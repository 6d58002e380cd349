/**
 * Packs numbers of any width into bytes, the highest bit first: the first bit written is bit 7 of the first byte.
 * Made to be reused: `reset`, write, `finish`.
 */
export class BitWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  /** Bits written. */
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Bits written since the last reset. */
  get length(): number {
    return this.#length;
  }

  /** Forgets all that was written, keeps the memory. */
  reset(): void {
    this.#bytes.fill(0, 0, (this.#length + 7) >>> 3);
    this.#length = 0;
  }

  #room(bits: number): void {
    const needed = (this.#length + bits + 7) >>> 3;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  bit(value: boolean): void {
    this.#room(1);
    if (value) this.#bytes[this.#length >>> 3] = this.#here() | (0x80 >>> (this.#length & 7));
    this.#length += 1;
  }

  /** Writes the `width` (0..32) low bits of a number of 0..2^width-1. */
  bits(value: number, width: number): void {
    this.#room(width);
    let left = width;
    while (left > 0) {
      const free = 8 - (this.#length & 7);
      const take = Math.min(left, free);
      const part = (value >>> (left - take)) & ((1 << take) - 1);
      this.#bytes[this.#length >>> 3] = this.#here() | (part << (free - take));
      this.#length += take;
      left -= take;
    }
  }

  #here(): number {
    return this.#bytes[this.#length >>> 3] ?? 0;
  }

  /** @returns a copy of what was written, padded with zero bits to a whole byte. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, (this.#length + 7) >>> 3);
  }
}
