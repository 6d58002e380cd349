import { ProtocolError } from '../errors.ts';
import { bitsFor, type Node, show } from './node.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 of at most `max` bytes: its length in bytes, then the bytes. Sent whole when it changes. */
export const textNode = (max: number): Node<string> => {
  const width = bitsFor(max + 1);
  const writeFull: Node<string>['writeFull'] = (to, value) => {
    if (typeof value !== 'string') throw new RangeError('not a text');
    const bytes = encoder.encode(value);
    if (bytes.length > max) throw new RangeError(`text is over ${max} bytes`);
    to.bits(bytes.length, width);
    for (const byte of bytes) to.bits(byte, 8);
  };
  const readFull: Node<string>['readFull'] = (from) => {
    const length = from.bits(width);
    if (length > max) throw new ProtocolError('badFrame', `text of ${length} bytes, at most ${max}`);
    if (length * 8 > from.remaining)
      throw new ProtocolError('badFrame', `text of ${length} bytes is cut off`);
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i += 1) bytes[i] = from.bits(8);
    try {
      return decoder.decode(bytes);
    } catch {
      throw new ProtocolError('badFrame', 'text is not UTF-8');
    }
  };
  return {
    minBits: width,
    idleBits: Number.POSITIVE_INFINITY,
    selfMarked: false,
    writeFull,
    readFull,
    writeChange: (to, _base, value) => writeFull(to, value),
    readChange: (from, base) => {
      const value = readFull(from);
      if (value === base) throw new ProtocolError('badFrame', 'a changed text that is the same');
      return value;
    },
    same: (a, b) => a === b,
    fault: (value, path) => {
      if (typeof value !== 'string') return `${path} is ${show(value)}, not a text`;
      const bytes = encoder.encode(value).length;
      return bytes <= max ? undefined : `${path} is a text of ${bytes} bytes, at most ${max}: ${show(value)}`;
    },
  };
};
