import { ProtocolError } from '../errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads what {@link ByteWriter} wrote. Every method throws ProtocolError `badFrame` at the end of the bytes. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new ProtocolError('badFrame', `ends at byte ${this.#at}`);
    this.#at += 1;
    return value;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    return this.u16() + this.u16() * 0x1_0000;
  }

  varint(max = 0xffff_ffff): number {
    let value = 0;
    // Not by shifts: a number of five bytes may be over 2^31.
    let weight = 1;
    for (let i = 0; i < 5; i += 1) {
      const byte = this.u8();
      value += (byte & 0x7f) * weight;
      weight *= 0x80;
      if (byte < 0x80) {
        if (byte === 0 && i > 0) throw new ProtocolError('badFrame', 'varint is not in shortest form');
        if (value > max) throw new ProtocolError('badFrame', `${value} is over ${max}`);
        return value;
      }
    }
    throw new ProtocolError('badFrame', 'varint is longer than 5 bytes');
  }

  raw(count: number): Uint8Array {
    if (count > this.remaining)
      throw new ProtocolError('badFrame', `${count} bytes wanted, ${this.remaining} left`);
    // A plain copy, whatever came: slice() of a Node Buffer would share its memory.
    const part = new Uint8Array(this.#bytes.subarray(this.#at, this.#at + count));
    this.#at += count;
    return part;
  }

  bytes(max: number): Uint8Array {
    return this.raw(this.varint(max));
  }

  text(maxBytes: number): string {
    const bytes = this.bytes(maxBytes);
    try {
      return utf8.decode(bytes);
    } catch {
      throw new ProtocolError('badFrame', 'text is not UTF-8');
    }
  }

  rest(): Uint8Array {
    return this.raw(this.remaining);
  }

  /** Rule 2.6: nothing may follow the last field. */
  end(): void {
    if (this.remaining > 0) throw new ProtocolError('badFrame', `${this.remaining} bytes too many`);
  }
}
