/** Writes plain data as text and reads it again. */
export interface PlainText {
  /** @throws an Error that names the first place that is no plain data, or says that it is too large. */
  write(value: unknown, name: string, mostLetters: number): string;
  /** @throws for anything that {@link PlainText.write} did not write. */
  read(text: string): unknown;
}

/**
 * All that crosses between the hub and a game from outside is text: no object of one side is ever in the hands of the other. JSON, and
 * where that has no word for a value an object whose `$` says what it is.
 * Handed over as text itself, so it uses nothing from outside this function.
 */
export const plainText = (): PlainText => {
  const DEEPEST = 100;
  const views: Readonly<Record<string, new (items: number[]) => ArrayBufferView>> = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  };
  const isView = ArrayBuffer.isView;
  const { is, keys, getPrototypeOf, getOwnPropertyNames } = Object;
  const isNumber = Number.isFinite;
  const { isArray } = Array;
  const toJson = JSON.stringify;

  const write: PlainText['write'] = (whole, name, mostLetters) => {
    const at: (string | number)[] = [];
    let letters = 0;
    const place = (): string =>
      name + at.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    const tooLarge = (): Error =>
      new RangeError(`${name} is over ${Math.round(mostLetters / 1000)} kB: does it grow for ever?`);
    const count = (length: number): void => {
      letters += length + 1;
      if (letters > mostLetters) throw tooLarge();
    };
    // What JSON has a word for stays as it is, so that the engine's own writer does nearly all of the work.
    const put = (value: unknown): unknown => {
      switch (typeof value) {
        case 'number':
          count(2);
          if (isNumber(value) && !is(value, -0)) return value;
          return { $: 'n', v: is(value, -0) ? '-0' : String(value) };
        case 'string':
          count(value.length);
          return value;
        case 'boolean':
          return value;
        case 'undefined':
          return { $: 'u' };
        case 'bigint':
          return { $: 'b', v: String(value) };
        case 'object':
          return value === null ? null : held(value);
        default:
          throw new TypeError(`${place()} is a ${typeof value}; it must be plain data`);
      }
    };
    const list = (all: Iterable<unknown>): unknown[] => {
      const texts: unknown[] = [];
      for (const one of all) {
        at.push(texts.length);
        texts.push(put(one));
        at.pop();
      }
      return texts;
    };
    const held = (value: object): unknown => {
      if (at.length > DEEPEST) throw new RangeError(`${name} is nested too deep; does it hold itself?`);
      if (isArray(value)) return list(value);
      if (value instanceof Map) {
        const both: unknown[] = [];
        for (const [key, item] of value) {
          at.push(typeof key === 'number' ? key : String(key));
          both.push(put(key), put(item));
          at.pop();
        }
        return { $: 'm', v: both };
      }
      if (value instanceof Set) return { $: 's', v: list(value) };
      if (isView(value)) {
        const type = keys(views).find((one) => value instanceof (views[one] as never));
        if (type === undefined) throw new TypeError(`${place()} is bytes of a kind that cannot be kept`);
        return { $: 'v', n: type, v: list(value as unknown as Iterable<number>) };
      }
      const kind: unknown = getPrototypeOf(value);
      // Whose ancestor has none itself is a plain object, of whatever realm.
      if (kind !== null && getPrototypeOf(kind) !== null) {
        const { constructor: made } = value as { constructor?: { name?: unknown } };
        throw new TypeError(
          `${place()} is a ${String(made?.name ?? 'class instance')}; it must be plain data, which has no methods`,
        );
      }
      return fieldsOf(value as Record<string, unknown>);
    };
    const fieldsOf = (value: Record<string, unknown>): Record<string, unknown> => {
      const names = keys(value);
      let other: Record<string, unknown> | undefined;
      for (let i = 0; i < names.length; i += 1) {
        const key = names[i] as string;
        if (key === '__proto__') throw new TypeError(`${place()} has a field __proto__`);
        count(key.length);
        const item = value[key];
        at.push(key);
        const text = put(item);
        at.pop();
        const isMarked = key.charCodeAt(0) === 36;
        if (!other && (text !== item || isMarked)) {
          other = {};
          for (let j = 0; j < i; j += 1) other[names[j] as string] = value[names[j] as string];
        }
        // No field of data begins with $, except one that is doubled here.
        if (other) other[isMarked ? `$${key}` : key] = text;
      }
      return other ?? value;
    };
    return toJson(put(whole));
  };

  const revived = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i += 1) {
        const item: unknown = value[i];
        if (typeof item === 'object' && item !== null) value[i] = revived(item);
      }
      return value;
    }
    const fields = value as Record<string, unknown>;
    const { $: kind, v } = fields;
    if (kind !== undefined) return special(kind, v, fields.n);
    for (const key of getOwnPropertyNames(fields)) {
      const item = fields[key];
      const isHeld = typeof item === 'object' && item !== null;
      if (key.charCodeAt(0) === 36) {
        delete fields[key];
        fields[key.slice(1)] = isHeld ? revived(item) : item;
      } else if (key === '__proto__') throw new TypeError('a field __proto__');
      else if (isHeld) fields[key] = revived(item);
    }
    return fields;
  };
  const special = (kind: unknown, v: unknown, n: unknown): unknown => {
    if (kind === 'u') return undefined;
    if (kind === 'n') return Number(v);
    if (kind === 'b' && typeof v === 'string' && v.length < 1_000) return BigInt(v);
    const list = Array.isArray(v) ? (revived(v) as unknown[]) : undefined;
    if (!list) throw new TypeError('not plain text');
    if (kind === 's') return new Set(list);
    if (kind === 'm') {
      const map = new Map<unknown, unknown>();
      for (let i = 0; i < list.length; i += 2) map.set(list[i], list[i + 1]);
      return map;
    }
    const View = kind === 'v' ? views[String(n)] : undefined;
    if (!View) throw new TypeError('not plain text');
    return new View(list as number[]);
  };
  return { write, read: (text) => revived(JSON.parse(text)) };
};
