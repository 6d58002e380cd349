import { ProtocolError } from '../errors.ts';
import { bitsFor, type Node, show } from './node.ts';
import type { FixedSchema, IntSchema } from './schema.ts';

/** A number is sent as its index in a row of `size` values. `indexOf` throws RangeError for what is not in the row. */
const indexed = (
  size: number,
  near: number,
  indexOf: (value: number) => number,
  at: (index: number) => number,
  range: string,
): Node<number> => {
  const width = bitsFor(size);
  // Codes 0..2*near are steps of -near..near, the next one says that the full form follows.
  const further = 2 * near + 1;
  const codeWidth = bitsFor(further + 1);
  const check = (index: number): number => {
    if (index < 0 || index >= size)
      throw new ProtocolError('badFrame', `number ${index} of a row of ${size}: ${range}`);
    return index;
  };
  const same = (a: number, b: number): boolean => a === b || indexOf(a) === indexOf(b);
  return {
    minBits: width,
    idleBits: codeWidth,
    selfMarked: true,
    writeFull: (to, value) => to.bits(indexOf(value), width),
    readFull: (from) => at(check(from.bits(width))),
    writeChange: (to, base, value) => {
      const index = indexOf(value);
      const step = index - indexOf(base);
      if (step >= -near && step <= near) return to.bits(step + near, codeWidth);
      to.bits(further, codeWidth);
      return to.bits(index, width);
    },
    readChange: (from, base) => {
      const code = from.bits(codeWidth);
      if (code === near) return base;
      if (code > further) throw new ProtocolError('badFrame', `code ${code}, at most ${further}`);
      if (code !== further) return at(check(indexOf(base) + code - near));
      const index = check(from.bits(width));
      if (Math.abs(index - indexOf(base)) <= near)
        throw new ProtocolError('badFrame', `number ${index} in full, beside ${indexOf(base)}`);
      return at(index);
    },
    same,
    fault: (value, path) => {
      try {
        indexOf(value as number);
        return undefined;
      } catch {
        return `${path} is ${show(value)}, not ${range}`;
      }
    },
  };
};

export const intNode = ({ min, max, near = 0 }: IntSchema): Node<number> => {
  const range = `an integer of ${min}..${max}`;
  return indexed(
    max - min + 1,
    near,
    (value) => {
      if (!Number.isInteger(value) || value < min || value > max) throw new RangeError(`not ${range}`);
      return value - min;
    },
    (index) => min + index,
    range,
  );
};

/** Steps from min to max of a fixed schema. */
export const stepsOf = ({ min, max, step }: FixedSchema): number => Math.round((max - min) / step);

/** A value between two steps goes to the nearest: a game may compute in floating point and leave the rest to the schema. */
export const fixedNode = (schema: FixedSchema): Node<number> => {
  const { min, max, step, near = 0 } = schema;
  const steps = stepsOf(schema);
  const range = `a number of ${min}..${max} (steps of ${step})`;
  return indexed(
    steps + 1,
    near,
    (value) => {
      const index = typeof value === 'number' ? Math.round((value - min) / step) : Number.NaN;
      // Written so that NaN fails too.
      if (!(index >= 0 && index <= steps)) throw new RangeError(`not ${range}`);
      return index;
    },
    (index) => min + index * step,
    range,
  );
};
