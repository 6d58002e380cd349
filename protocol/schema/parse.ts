import type { GameDescriptor } from '../descriptor.ts';
import { ProtocolError } from '../errors.ts';
import { limits } from '../limits.ts';
import { bounds, fewestBits, mostValues } from './bounds.ts';
import * as json from './json.ts';
import { parseController } from './parse-controller.ts';
import type { Schema } from './schema.ts';

const GAME_ID = /^[a-z0-9]{1,24}$/;
const TITLE_BYTES = 64;
const RULES_BYTES = 1_000;
const SEATS = 1_024;
const TICK_MS = 60_000;

const kinds = ['int', 'fixed', 'bool', 'oneOf', 'text', 'list', 'seats', 'optional', 'struct'] as const;
type Kind = (typeof kinds)[number];

const near = (value: unknown, path: string): { readonly near?: number } =>
  value === undefined ? {} : { near: json.integer(value, `${path}.near`, 0, bounds.near) };

const parseInteger = (node: json.JsonObject, path: string): Schema => {
  json.only(node, path, ['k', 'min', 'max', 'near']);
  const min = json.integer(node.min, `${path}.min`, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const last = Math.min(Number.MAX_SAFE_INTEGER, min + bounds.range - 1);
  return { k: 'int', min, max: json.integer(node.max, `${path}.max`, min, last), ...near(node.near, path) };
};

const parseFixed = (node: json.JsonObject, path: string): Schema => {
  json.only(node, path, ['k', 'min', 'max', 'step', 'near']);
  const min = json.number(node.min, `${path}.min`);
  const max = json.number(node.max, `${path}.max`);
  const step = json.number(node.step, `${path}.step`);
  if (step <= 0) json.refuse(`${path}.step`, 'is not above 0');
  if (max < min) json.refuse(`${path}.max`, `is under ${min}`);
  const steps = (max - min) / step;
  if (!(steps < bounds.range - 1)) json.refuse(path, `has over ${bounds.range} steps`);
  // A millionth of a step is what division of decimal fractions may be off by.
  if (Math.abs(steps - Math.round(steps)) > 1e-6)
    json.refuse(path, `${min}..${max} is not a whole number of steps of ${step}`);
  return { k: 'fixed', min, max, step, ...near(node.near, path) };
};

const parseOneOf = (node: json.JsonObject, path: string): Schema => {
  json.only(node, path, ['k', 'of']);
  const words = json
    .array(node.of, `${path}.of`, 1, bounds.words)
    .map((word, i) => json.text(word, `${path}.of[${i}]`, bounds.wordBytes));
  if (new Set(words).size < words.length) json.refuse(`${path}.of`, 'has a word twice');
  return { k: 'oneOf', of: words };
};

const parseItem = (node: json.JsonObject, path: string, level: number): { item: Schema; max: number } => {
  json.only(node, path, ['k', 'item', 'max']);
  const item = parseNode(node.item, `${path}.item`, level + 1);
  if (fewestBits(item) === 0)
    json.refuse(`${path}.item`, 'has only one value; an item must have two or more');
  return { item, max: json.integer(node.max, `${path}.max`, 1, bounds.items) };
};

const parseStruct = (node: json.JsonObject, path: string, level: number): Schema => {
  json.only(node, path, ['k', 'fields']);
  const given = Object.entries(json.object(node.fields, `${path}.fields`));
  if (given.length > bounds.fields) json.refuse(path, `has ${given.length} fields, at most ${bounds.fields}`);
  const fields = given.map(([name, field]) => [
    json.name(name, `${path}.fields`, json.FIELD_NAME),
    parseNode(field, `${path}.${name}`, level + 1),
  ]);
  return { k: 'struct', fields: Object.fromEntries(fields) };
};

const parsers: Readonly<Record<Kind, (node: json.JsonObject, path: string, level: number) => Schema>> = {
  int: parseInteger,
  fixed: parseFixed,
  bool: (node, path) => {
    json.only(node, path, ['k']);
    return { k: 'bool' };
  },
  oneOf: parseOneOf,
  text: (node, path) => {
    json.only(node, path, ['k', 'max']);
    return { k: 'text', max: json.integer(node.max, `${path}.max`, 1, bounds.textBytes) };
  },
  list: (node, path, level) => ({ k: 'list', ...parseItem(node, path, level) }),
  seats: (node, path, level) => ({ k: 'seats', ...parseItem(node, path, level) }),
  optional: (node, path, level) => {
    json.only(node, path, ['k', 'of']);
    const of = parseNode(node.of, `${path}.of`, level + 1);
    // Nothing and nothing in something could not be told apart.
    if (of.k === 'optional') json.refuse(`${path}.of`, 'is optional itself');
    return { k: 'optional', of };
  },
  struct: parseStruct,
};

const parseNode = (value: unknown, path: string, level: number): Schema => {
  if (level > bounds.depth) json.refuse(path, `is nested over ${bounds.depth} levels`);
  const node = json.object(value, path);
  return parsers[json.word(node.k, `${path}.k`, kinds)](node, path, level);
};

/**
 * Checks a schema that came as JSON, within the bounds of SPEC.md rule S.14.
 * @param path what error messages call it.
 * @throws ProtocolError `badFrame` that names the place and what is wrong there.
 */
export const parseSchema = (value: unknown, path = 'schema'): Schema => {
  const schema = parseNode(value, path, 1);
  const values = mostValues(schema);
  if (values > bounds.values)
    json.refuse(path, `allows states of ${values} values, at most ${bounds.values}; lower a max`);
  return schema;
};

const parseText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return json.refuse('descriptor', 'is not JSON');
  }
};

/**
 * Reads the descriptor of the `game` message. Properties it does not know are left out, so that a newer hub may say more.
 * @throws ProtocolError `badFrame` that names the place, `tooLarge` if it is over limits.descriptorBytes.
 */
export const parseDescriptor = (text: string): GameDescriptor => {
  if (text.length > limits.descriptorBytes)
    throw new ProtocolError('tooLarge', `descriptor is over ${limits.descriptorBytes} bytes`);
  const value = json.object(parseText(text), 'descriptor');
  const seats = json.object(value.seats, 'seats');
  const min = json.integer(seats.min, 'seats.min', 1, SEATS);
  return {
    id: json.name(value.id, 'id', GAME_ID),
    title: json.text(value.title, 'title', TITLE_BYTES),
    rules: json.text(value.rules, 'rules', RULES_BYTES),
    seats: { min, max: json.integer(seats.max, 'seats.max', min, SEATS) },
    tickMs: json.integer(value.tickMs, 'tickMs', 0, TICK_MS),
    away: json.word(value.away, 'away', ['pause', 'bot', 'play']),
    controller: parseController(value.controller),
    shared: parsePart(value.shared, 'shared'),
    ...(value.secret === undefined ? {} : { secret: parsePart(value.secret, 'secret') }),
  };
};

/** Of what stands as an optional in a state (SPEC.md S.15). */
const parsePart = (value: unknown, path: string): Schema => {
  const schema = parseSchema(value, path);
  return schema.k === 'optional' ? json.refuse(path, 'is optional already, without saying so') : schema;
};
