import { ByteWriter } from '../bytes/writer.ts';
import { ProtocolError } from '../errors.ts';

/**
 * @returns a frame behind its length (rule 3.2.1), ready for the socket.
 * @throws RangeError for an empty frame, which is a fault of the caller.
 */
export const frameForTcp = (frame: Uint8Array): Uint8Array<ArrayBuffer> => {
  if (frame.length === 0) throw new RangeError('a frame has at least one byte');
  const to = new ByteWriter(frame.length + 5);
  to.bytes(frame);
  return to.finish();
};

/** Finds the frames in the bytes of one direction of one TCP connection, however they were cut (rules 3.2.1 to 3.2.3). */
export class TcpDeframer {
  readonly #maxFrame: number;
  #length = 0;
  #shift = 0;
  /** The frame being filled; its length is known and within the limit. */
  #frame: Uint8Array | undefined;
  #filled = 0;
  #broken: ProtocolError | undefined;

  /** @param maxFrame bytes of the largest frame the other side may send; never more than this is held. */
  constructor(maxFrame: number) {
    this.#maxFrame = maxFrame;
  }

  /** True between frames: an end of the stream here cuts nothing off. */
  get idle(): boolean {
    return this.#frame === undefined && this.#shift === 0;
  }

  /**
   * Takes the next bytes.
   * @returns the frames completed by them, as copies, up to the first byte that cannot be read: see {@link broken}.
   * @throws ProtocolError `badFrame` for a length that is 0 or not in shortest form, `tooLarge` for one over the limit, as soon
   * as the byte that shows it is there and no frame came before it. The stream cannot be read any further: every later call throws the same.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#broken) throw this.#broken;
    const frames: Uint8Array[] = [];
    try {
      this.#read(chunk, frames);
    } catch (error) {
      if (frames.length === 0) throw error;
    }
    return frames;
  }

  /** Why nothing after the frames given so far can be read, if so. */
  get broken(): ProtocolError | undefined {
    return this.#broken;
  }

  #read(chunk: Uint8Array, frames: Uint8Array[]): void {
    let at = 0;
    while (at < chunk.length) {
      if (!this.#frame) {
        this.#header(chunk[at] ?? 0);
        at += 1;
        continue;
      }
      const part = chunk.subarray(at, at + this.#frame.length - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#frame.length) {
        frames.push(this.#frame);
        this.#frame = undefined;
      }
    }
  }

  #header(byte: number): void {
    this.#length += (byte & 0x7f) * 2 ** this.#shift;
    if (this.#length > this.#maxFrame)
      this.#refuse('tooLarge', `at least ${this.#length} bytes, at most ${this.#maxFrame}`);
    if (byte >= 0x80) {
      this.#shift += 7;
      // Zeros that go on for ever are no length.
      if (2 ** this.#shift > this.#maxFrame)
        this.#refuse('tooLarge', `length goes on after ${this.#shift} bits`);
      return;
    }
    if (byte === 0)
      this.#refuse('badFrame', this.#shift === 0 ? 'empty frame' : 'length is not in shortest form');
    this.#frame = new Uint8Array(this.#length);
    this.#filled = 0;
    this.#length = 0;
    this.#shift = 0;
  }

  #refuse(code: 'badFrame' | 'tooLarge', detail: string): never {
    this.#broken = new ProtocolError(code, detail);
    throw this.#broken;
  }
}
