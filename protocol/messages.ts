import { bool, type Field, list, oneOf, raw, rest, text, u8, u16, u32 } from './fields.ts';
import { input } from './inputs.ts';
import { limits } from './limits.ts';

interface Definition {
  /** First byte of the frame. Always below 0x80: the high bit marks a Bluetooth fragment (rule 3.3). */
  readonly id: number;
  readonly from: 'phone' | 'hub' | 'both';
  // biome-ignore lint/suspicious/noExplicitAny: the row of fields is typed where it is used, by MessageOf
  readonly fields: Readonly<Record<string, Field<any>>>;
}

const define = <const D extends Readonly<Record<string, Definition>>>(definitions: D): D => definitions;

/** What a player, a screen and a watcher are: a screen (the TV) never has a seat, a watcher may be given one later. */
export const roles = ['player', 'watcher', 'screen'] as const;

/** What the host may ask for; who may send which is the table of hub/room/rights.ts. */
export const commands = [
  'start',
  'pause',
  'continue',
  'end',
  'again',
  'game',
  'kick',
  'lock',
  'unlock',
  'mute',
  'unmute',
  'host',
  'newCode',
] as const;

/** What a phone may prove itself with when it joins, without telling it. */
const proofs = ['code', 'secret', 'hostKey'] as const;

const hubFields = {
  version: u8,
  features: u32,
  attMtu: u16,
  slotsFree: u8,
  seatsFree: u16,
  codeNeeded: bool,
  room: text(limits.codeBytes),
  name: text(limits.hubNameBytes),
  game: text(limits.nameBytes),
  wifi: list(text(64), 8),
} as const;

/** All messages of the protocol, as data: SPEC.md section 4 is this table in prose. */
export const messages = define({
  hello: {
    id: 0x01,
    from: 'phone',
    fields: { version: u8, oldest: u8, features: u32, client: text(limits.clientBytes) },
  },
  join: {
    id: 0x02,
    from: 'phone',
    fields: {
      code: text(limits.codeBytes),
      name: text(limits.nameBytes),
      role: oneOf(roles),
      colour: u8,
      hostKey: text(limits.hostKeyBytes),
    },
  },
  resume: { id: 0x03, from: 'phone', fields: { token: raw(limits.tokenBytes), epoch: u8, tick: u32 } },
  input: { id: 0x04, from: 'phone', fields: { first: u32, inputs: list(input, limits.inputsPerFrame) } },
  ack: { id: 0x05, from: 'phone', fields: { tick: u32 } },
  chat: { id: 0x06, from: 'phone', fields: { text: text(limits.chatBytes) } },
  emote: { id: 0x07, from: 'phone', fields: { emote: u8 } },
  command: {
    id: 0x08,
    from: 'phone',
    fields: { command: oneOf(commands), member: u16, argument: text(limits.argumentBytes) },
  },
  resync: { id: 0x09, from: 'phone', fields: {} },
  leave: { id: 0x0a, from: 'phone', fields: {} },
  unreadable: { id: 0x0b, from: 'phone', fields: { reason: text(limits.reasonBytes) } },
  pake: { id: 0x0c, from: 'phone', fields: { proof: oneOf(proofs), share: raw(limits.shareBytes) } },
  confirm: { id: 0x0d, from: 'phone', fields: { tag: raw(limits.confirmBytes), first: rest } },
  unlock: {
    id: 0x0e,
    from: 'phone',
    fields: {
      id: raw(limits.tokenIdBytes),
      share: raw(limits.shareBytes),
      epoch: u8,
      tick: u32,
      tag: raw(limits.confirmBytes),
    },
  },

  ping: { id: 0x21, from: 'both', fields: { stamp: u32 } },
  pong: { id: 0x22, from: 'both', fields: { stamp: u32 } },

  hub: { id: 0x41, from: 'hub', fields: hubFields },
  welcome: {
    id: 0x42,
    from: 'hub',
    fields: {
      member: u16,
      slot: u8,
      resumed: bool,
      host: bool,
      token: raw(limits.tokenBytes),
      graceMs: u32,
      attMtu: u16,
      applied: u32,
      room: text(limits.codeBytes),
    },
  },
  game: { id: 0x43, from: 'hub', fields: { epoch: u8, descriptor: text(limits.descriptorBytes) } },
  keyframe: { id: 0x44, from: 'hub', fields: { epoch: u8, tick: u32, applied: u32, body: rest } },
  delta: { id: 0x45, from: 'hub', fields: { tick: u16, age: u8, applied: u16, body: rest } },
  error: { id: 0x46, from: 'hub', fields: { code: u8, retryMs: u32, sentence: text(limits.sentenceBytes) } },
  said: { id: 0x47, from: 'hub', fields: { member: u16, text: text(limits.chatBytes) } },
  showed: { id: 0x48, from: 'hub', fields: { member: u16, emote: u8 } },
  invite: {
    id: 0x49,
    from: 'hub',
    fields: {
      code: text(limits.codeBytes),
      secret: text(limits.hostKeyBytes),
      guessing: bool,
      renewable: bool,
    },
  },
  sealedHub: { id: 0x4a, from: 'hub', fields: { ...hubFields, share: raw(limits.shareBytes) } },
  pakeShare: { id: 0x4b, from: 'hub', fields: { share: raw(limits.shareBytes) } },
  confirmed: { id: 0x4c, from: 'hub', fields: { tag: raw(limits.confirmBytes), first: rest } },
});

type Table = typeof messages;
export type MessageName = keyof Table;
type FieldsOf<N extends MessageName> = {
  readonly [K in keyof Table[N]['fields']]: Table[N]['fields'][K] extends Field<infer T> ? T : never;
};
/** One message: `type` names the row, the rest are its fields. */
export type MessageOf<N extends MessageName> = N extends MessageName
  ? { readonly type: N } & FieldsOf<N>
  : never;
export type Message = MessageOf<MessageName>;

type NamesFrom<Side extends string> = {
  [N in MessageName]: Table[N]['from'] extends Side | 'both' ? N : never;
}[MessageName];
/** What a phone may send. */
export type PhoneMessage = MessageOf<NamesFrom<'phone'>>;
/** What a hub may send. */
export type HubMessage = MessageOf<NamesFrom<'hub'>>;
