/** Plain text of a value, the same for equal values: maps in order of keys. -0 is 0, as it is for the encoder. */
export const canonical = (value: unknown): string => {
  if (value instanceof Map)
    return `{${[...value]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([key, item]) => `${key}=>${canonical(item)}`)
      .join()}}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value instanceof Uint8Array) return `<${[...value].join()}>`;
  if (typeof value === 'object' && value !== null)
    return `(${Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${key}:${canonical(item)}`)
      .join()})`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
};

/** Values, and eights of letters, in the largest state that is taken for one: a room is kept every five seconds. */
const LARGEST = 200_000;

/** What is wrong with a state: where, and what. */
class NotPlain extends Error {
  override readonly name = 'NotPlain';
}

/** @returns how large a state is. @throws NotPlain at the first place that is no plain data. */
const measure = (value: unknown, path: string): number => {
  if (typeof value === 'string') return 1 + value.length / 8;
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new NotPlain(`${path} is a ${typeof value}; a state is plain data`);
  if (typeof value !== 'object' || value === null) return 1;
  if (ArrayBuffer.isView(value)) return 1 + value.byteLength / 8;
  let size = 1;
  if (value instanceof Map) {
    for (const [key, item] of value) size += measure(key, path) + measure(item, `${path}[${String(key)}]`);
    return size;
  }
  if (value instanceof Set || Array.isArray(value)) {
    for (const [i, item] of [...value].entries()) size += measure(item, `${path}[${i}]`);
    return size;
  }
  const kind: unknown = Object.getPrototypeOf(value);
  if (kind !== Object.prototype && kind !== null)
    throw new NotPlain(
      `${path} is a ${value.constructor?.name ?? 'class instance'}; a state is plain data, which has no methods: a copy of it would be another`,
    );
  for (const [name, item] of Object.entries(value)) size += measure(item, `${path}.${name}`);
  return size;
};

/** @returns what keeps a state from being copied, kept and gone on from, in words, or undefined. */
export const notPlain = (state: unknown): string | undefined => {
  try {
    const size = measure(state, 'state');
    return size > LARGEST
      ? `a state of ${Math.round(size)} values is too large (at most ${LARGEST}): does it grow for ever?`
      : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return error.message;
    // As deep as only a circle is.
    if (error instanceof RangeError) return 'the state is nested too deep; does it hold itself?';
    throw error;
  }
};
