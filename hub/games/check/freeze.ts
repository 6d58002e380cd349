const refuse = (): never => {
  throw new TypeError('a state was changed in place');
};

const frozen = new WeakSet<object>();

/** Freezes a state all the way down, maps too, so that a game that changes one in place throws. @returns the same value. */
export const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'function') throw new TypeError('a function is not plain data');
  if (typeof value !== 'object' || value === null || frozen.has(value)) return value;
  frozen.add(value);
  if (value instanceof Map || value instanceof Set) {
    for (const [key, item] of value.entries()) {
      deepFreeze(key);
      deepFreeze(item);
    }
    for (const name of ['set', 'add', 'delete', 'clear'])
      Object.defineProperty(value, name, { value: refuse });
  } else if (!ArrayBuffer.isView(value)) {
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return ArrayBuffer.isView(value) ? value : Object.freeze(value);
};
