import { ProtocolError } from '../errors.ts';
import { bitsFor, type Node, show } from './node.ts';

/** One bit; its change form is empty, because there is only one other value. */
export const boolNode: Node<boolean> = {
  minBits: 1,
  idleBits: Number.POSITIVE_INFINITY,
  selfMarked: false,
  writeFull: (to, value) => {
    if (typeof value !== 'boolean') throw new RangeError('not true or false');
    to.bit(value);
  },
  readFull: (from) => from.bit(),
  writeChange: (_to, _base, value) => {
    if (typeof value !== 'boolean') throw new RangeError('not true or false');
  },
  readChange: (_from, base) => !base,
  same: (a, b) => a === b,
  fault: (value, path) =>
    typeof value === 'boolean' ? undefined : `${path} is ${show(value)}, not true or false`,
};

/** A word by its index. */
export const oneOfNode = (words: readonly string[]): Node<string> => {
  const width = bitsFor(words.length);
  const indexes = new Map(words.map((word, index) => [word, index]));
  const readFull: Node<string>['readFull'] = (from) => {
    const index = from.bits(width);
    const word = words[index];
    if (word === undefined) throw new ProtocolError('badFrame', `${index} is none of ${words.join(', ')}`);
    return word;
  };
  const writeFull: Node<string>['writeFull'] = (to, value) => {
    const index = indexes.get(value);
    if (index === undefined) throw new RangeError(`none of ${words.join(', ')}`);
    to.bits(index, width);
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
      if (value === base) throw new ProtocolError('badFrame', 'a changed word that is the same');
      return value;
    },
    same: (a, b) => a === b,
    fault: (value, path) =>
      indexes.has(value as string)
        ? undefined
        : `${path} is ${show(value)}, not one of ${show(words.join(', '))}`,
  };
};
