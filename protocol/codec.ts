import { ByteReader } from './bytes/reader.ts';
import { ByteWriter } from './bytes/writer.ts';
import { isConsistent } from './checks.ts';
import { ProtocolError } from './errors.ts';
import type { Field } from './fields.ts';
import { limits } from './limits.ts';
import {
  type HubMessage,
  type Message,
  type MessageName,
  type MessageOf,
  messages,
  type PhoneMessage,
} from './messages.ts';

interface Row {
  readonly name: MessageName;
  readonly from: 'phone' | 'hub' | 'both';
  readonly fields: readonly (readonly [string, Field<unknown>])[];
}

const rows = new Map<number, Row>(
  (Object.keys(messages) as MessageName[]).map((name) => {
    const { id, from, fields } = messages[name];
    return [id, { name, from, fields: Object.entries(fields as Readonly<Record<string, Field<unknown>>>) }];
  }),
);

/**
 * @returns the frame of a message: its id, then its fields in the order of the table (SPEC.md section 2).
 * @throws RangeError if a value does not fit its field or the others (SPEC.md 4.1.6), which is a fault of the caller.
 */
export const encode = (message: Message): Uint8Array<ArrayBuffer> => {
  const { id } = messages[message.type];
  if (!isConsistent(message)) throw new RangeError(`fields of ${message.type} do not fit each other`);
  const to = new ByteWriter();
  to.u8(id);
  const values = message as unknown as Readonly<Record<string, unknown>>;
  for (const [name, field] of rows.get(id)?.fields ?? []) field.write(to, values[name]);
  return to.finish();
};

/** What the loop over the fields of the row does, with all inputs of one shape: a hub reads more of these than of all others. */
const readInput = (from: ByteReader): MessageOf<'input'> => {
  const { first, inputs } = messages.input.fields;
  const message: MessageOf<'input'> = { type: 'input', first: first.read(from), inputs: inputs.read(from) };
  from.end();
  if (!isConsistent(message)) throw new ProtocolError('badFrame', 'inputs are numbered from 1');
  return message;
};

/** Numbers of messages that a reader ignores if it does not know them (SPEC.md 4.1.5): a newer side may send them to an older one. */
const laterIds = { first: 0x60, last: 0x7f } as const;

/** @returns whether a frame is a message of a newer version that is to be ignored, whatever follows its number. */
export const isForLater = (frame: Uint8Array): boolean => {
  const id = frame[0] ?? 0;
  return id >= laterIds.first && id <= laterIds.last && !rows.has(id);
};

const decode = (frame: Uint8Array, side: 'phone' | 'hub', max: number): Message => {
  if (frame.length > max) throw new ProtocolError('tooLarge', `${frame.length} bytes, at most ${max}`);
  const from = new ByteReader(frame);
  const id = from.u8();
  if (id === messages.input.id && side === 'phone') return readInput(from);
  const row = rows.get(id);
  if (!row || (row.from !== side && row.from !== 'both'))
    throw new ProtocolError('badFrame', `message 0x${id.toString(16)} is not for a ${side} to send`);
  const message: Record<string, unknown> = { type: row.name };
  for (const [name, field] of row.fields) message[name] = field.read(from);
  from.end();
  if (!isConsistent(message as unknown as Message))
    throw new ProtocolError('badFrame', `fields of ${row.name} do not fit each other`);
  return message as unknown as Message;
};

/** Reads a frame that a phone sent. @throws ProtocolError `badFrame` or `tooLarge`, whatever the bytes. */
export const decodeFromPhone = (frame: Uint8Array): PhoneMessage =>
  decode(frame, 'phone', limits.frameFromPhone) as PhoneMessage;

/** Reads a frame that a hub sent. @throws ProtocolError `badFrame` or `tooLarge`, whatever the bytes. */
export const decodeFromHub = (frame: Uint8Array): HubMessage =>
  decode(frame, 'hub', limits.frameToPhone) as HubMessage;
