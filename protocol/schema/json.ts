import { ProtocolError } from '../errors.ts';
import { show } from './node.ts';

/** Small strict checks of parsed JSON. Each throws ProtocolError `badFrame` that names the path and what was wanted. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Of fields in a schema, and wherever one is named. */
export const FIELD_NAME = /^[a-z][A-Za-z0-9]{0,31}$/;

const encoder = new TextEncoder();

export const refuse = (path: string, wanted: string): never => {
  throw new ProtocolError('badFrame', `${path} ${wanted}`);
};

export const object = (value: unknown, path: string): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : refuse(path, `is ${show(value)}, not an object`);

export const array = (value: unknown, path: string, least: number, most: number): readonly unknown[] => {
  if (!Array.isArray(value)) return refuse(path, `is ${show(value)}, not a list`);
  if (value.length < least || value.length > most)
    return refuse(path, `has ${value.length} items, not ${least}..${most}`);
  return value;
};

export const number = (value: unknown, path: string): number =>
  typeof value === 'number' && Number.isFinite(value)
    ? value
    : refuse(path, `is ${show(value)}, not a number`);

export const integer = (value: unknown, path: string, min: number, max: number): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
    ? value
    : refuse(path, `is ${show(value)}, not an integer of ${min}..${max}`);

export const text = (value: unknown, path: string, maxBytes: number): string => {
  if (typeof value !== 'string') return refuse(path, `is ${show(value)}, not a text`);
  // The first test spares encoding something huge.
  if (value.length > maxBytes || encoder.encode(value).length > maxBytes)
    return refuse(path, `is over ${maxBytes} bytes`);
  return value;
};

export const name = (value: unknown, path: string, pattern: RegExp): string =>
  typeof value === 'string' && pattern.test(value)
    ? value
    : refuse(path, `is ${show(value)}, which does not match ${pattern.source}`);

export const word = <const W extends readonly string[]>(value: unknown, path: string, words: W): W[number] =>
  words.includes(value as string)
    ? (value as string)
    : refuse(path, `is ${show(value)}, not one of ${words.join(', ')}`);

/** Refuses properties that nobody would read: a hub that sends them means something this code does not know. */
export const only = (value: JsonObject, path: string, keys: readonly string[]): void => {
  for (const key of Object.keys(value))
    if (!keys.includes(key)) refuse(path, `has ${show(key)}, which is none of ${keys.join(', ')}`);
};
