import { readFileSync } from 'node:fs';
import type { Input } from '../../protocol/inputs.ts';
import { type Message, type MessageName, messages } from '../../protocol/messages.ts';

/** Bytes as lower-case hex without spaces, as in every vector file. */
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));

type Json = Readonly<Record<string, unknown>>;

/** An input as the vector files write it: the bytes of a move are hex. */
export const inputFromJson = (json: Json): Input =>
  (json.kind === 'move' ? { ...json, bytes: unhex(String(json.bytes)) } : json) as unknown as Input;

/** A message as the vector files write it: `type`, then its fields; raw and rest are hex. */
export const messageFromJson = (json: Json): Message => {
  const fields = messages[json.type as MessageName].fields as Readonly<Record<string, { layout: string }>>;
  const read = ([name, value]: [string, unknown]): [string, unknown] => {
    const layout = fields[name]?.layout ?? '';
    if (/^(raw|rest)/.test(layout)) return [name, unhex(String(value))];
    return [name, layout.startsWith('list(input') ? (value as Json[]).map(inputFromJson) : value];
  };
  return Object.fromEntries(Object.entries(json).map(read)) as unknown as Message;
};

/** A file of test/vectors: what every implementation must accept, and what it must refuse. */
export interface Vectors<Accepted, Refused, Ignored = never> {
  readonly accepted: readonly ({ readonly name: string } & Accepted)[];
  readonly refused: readonly ({ readonly name: string } & Refused)[];
  readonly ignored?: readonly ({ readonly name: string } & Ignored)[];
}

export const readVectors = <A, R, I = never>(file: string): Vectors<A, R, I> =>
  JSON.parse(readFileSync(new URL(`../vectors/${file}.json`, import.meta.url), 'utf8'));
