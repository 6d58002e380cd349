import type { ByteReader } from '../../protocol/bytes/reader.ts';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { oneOf, text, u8, u16 } from '../../protocol/fields.ts';
import { input } from '../../protocol/inputs.ts';
import { limits } from '../../protocol/limits.ts';
import { radios } from '../../protocol/links.ts';
import { commands, roles } from '../../protocol/messages.ts';
import { MEMBERS } from '../../protocol/room-view.ts';
import { WORDS_BYTES } from '../games/guard.ts';
import type { RoomEvent } from '../room/room-state.ts';

/** What happened between two states: the events that made state `tick` out of the one before it. */
export interface Batch {
  readonly tick: number;
  readonly events: readonly RoomEvent[];
}

/** Kinds by their number on disk: new ones go to the end. */
const kinds = [
  'input',
  'tick',
  'second',
  'join',
  'leave',
  'away',
  'back',
  'radio',
  'command',
  'fault',
] as const;
/** Events of one batch: more than all members can cause in one tick. */
const EVENTS = 1_000_000;

const kind = oneOf(kinds);
const name = text(limits.nameBytes);
const argument = text(limits.argumentBytes);
const words = text(WORDS_BYTES);
const role = oneOf(roles);
const radio = oneOf(radios);
const command = oneOf(commands);
/** What a join says in one byte, which was a word for `trusted` alone once. */
const TRUSTED = 1;
const PLAIN = 2;

const writeEvent = (to: ByteWriter, event: RoomEvent): void => {
  kind.write(to, event.type);
  if (event.type === 'tick' || event.type === 'second') return;
  if (event.type === 'fault') {
    argument.write(to, event.game);
    return words.write(to, event.words);
  }
  to.varint(event.member);
  switch (event.type) {
    case 'input':
      to.varint(event.sequence);
      return input.write(to, event.input);
    case 'join':
      name.write(to, event.name);
      u8.write(to, event.colour);
      role.write(to, event.role);
      radio.write(to, event.radio);
      return u8.write(to, (event.trusted ? TRUSTED : 0) | (event.plain ? PLAIN : 0));
    case 'back':
    case 'radio':
      return radio.write(to, event.radio);
    case 'command':
      command.write(to, event.command);
      u16.write(to, event.target);
      return argument.write(to, event.argument);
    case 'leave':
    case 'away':
      return;
  }
};

const readEvent = (from: ByteReader): RoomEvent => {
  const type = kind.read(from);
  if (type === 'tick' || type === 'second') return { type };
  if (type === 'fault') return { type, game: argument.read(from), words: words.read(from) };
  const member = from.varint(MEMBERS - 1);
  switch (type) {
    case 'input':
      return { type, member, sequence: from.varint(), input: input.read(from) };
    case 'join': {
      const who = {
        type,
        member,
        name: name.read(from),
        colour: u8.read(from),
        role: role.read(from),
        radio: radio.read(from),
      };
      const flags = u8.read(from);
      if (flags > (TRUSTED | PLAIN)) throw new ProtocolError('badFrame', `flags ${flags} of a join`);
      return { ...who, trusted: (flags & TRUSTED) !== 0, plain: (flags & PLAIN) !== 0 };
    }
    case 'back':
    case 'radio':
      return { type, member, radio: radio.read(from) };
    case 'command':
      return {
        type,
        member,
        command: command.read(from),
        target: u16.read(from),
        argument: argument.read(from),
      };
    case 'leave':
    case 'away':
      return { type, member };
  }
};

/** Appends a batch: an input costs five to ten bytes, an empty tick about six. */
const writeBatch = (to: ByteWriter, { tick, events }: Batch): void => {
  to.varint(tick);
  to.varint(events.length);
  for (const event of events) writeEvent(to, event);
};

/** A batch with its bytes, made once for all who keep it. */
export interface WrittenBatch extends Batch {
  readonly bytes: Uint8Array;
}

export const written = (events: readonly RoomEvent[], tick: number): WrittenBatch => {
  const to = new ByteWriter(64 + 8 * events.length);
  writeBatch(to, { tick, events });
  return { tick, events, bytes: to.finish() };
};

/** @throws ProtocolError `badFrame` for bytes that are no batch. */
export const readBatch = (from: ByteReader): Batch => {
  const tick = from.varint();
  const count = from.varint(EVENTS);
  if (count > from.remaining)
    throw new ProtocolError('badFrame', `${count} events in ${from.remaining} bytes`);
  const events: RoomEvent[] = [];
  for (let i = 0; i < count; i += 1) events.push(readEvent(from));
  return { tick, events };
};
