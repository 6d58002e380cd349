import { decodeFromHub, decodeFromPhone, encode } from '../../../../protocol/codec.ts';
import type { LinkKind } from '../../../../protocol/links.ts';
import type { HubMessage, Message, MessageOf, PhoneMessage } from '../../../../protocol/messages.ts';
import {
  answerPake,
  answerUnlock,
  confirmedFrame,
  isProven,
} from '../../../../protocol/sealed/handshake-hub.ts';
import { PhoneJoin, PhoneResume } from '../../../../protocol/sealed/handshake-phone.ts';
import type { Greeting } from '../../../../protocol/sealed/keys.ts';
import type { Primitives, RandomBytes } from '../../../../protocol/sealed/primitives.ts';
import { pure } from '../../../../protocol/sealed/pure.ts';
import { SealedEnd } from '../../../../protocol/sealed/seal.ts';

/** Different bytes at each call, the same in each run. */
export const fixedRandom = (seed: number): RandomBytes => {
  let state = seed >>> 0;
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return (count) => Uint8Array.from({ length: count }, next);
};

export const TOKEN = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);
export const NEW_TOKEN = Uint8Array.from({ length: 16 }, (_, i) => 0x50 + i);

const hello: MessageOf<'hello'> = {
  type: 'hello',
  version: 2,
  oldest: 2,
  features: 1,
  client: 'spec',
};

export const sealedHub = (share: Uint8Array): MessageOf<'sealedHub'> => ({
  type: 'sealedHub',
  version: 2,
  features: 1,
  attMtu: 0,
  slotsFree: 16,
  seatsFree: 2,
  codeNeeded: true,
  room: 'K7QF',
  name: 'Living room',
  game: 'tap',
  wifi: [],
  share,
});

const join: MessageOf<'join'> = {
  type: 'join',
  code: '',
  name: 'Ada',
  role: 'player',
  colour: 3,
  hostKey: '',
};

export const welcome = (resumed: boolean): MessageOf<'welcome'> => ({
  type: 'welcome',
  member: 0,
  slot: 0,
  resumed,
  host: true,
  token: NEW_TOKEN,
  graceMs: 60_000,
  attMtu: 0,
  applied: 0,
  room: 'K7QF',
});

const read = <N extends PhoneMessage['type']>(frame: Uint8Array, type: N): MessageOf<N> => {
  const message = decodeFromPhone(frame);
  if (message.type !== type) throw new Error(`${message.type} instead of ${type}`);
  return message as unknown as MessageOf<N>;
};

const readHub = <N extends HubMessage['type']>(frame: Uint8Array, type: N): MessageOf<N> => {
  const message = decodeFromHub(frame);
  if (message.type !== type) throw new Error(`${message.type} instead of ${type}`);
  return message as unknown as MessageOf<N>;
};

/** One frame of a conversation, who sent it, and what it says to whoever has the keys. */
interface Sent {
  readonly from: 'phone' | 'hub';
  readonly frame: Uint8Array;
  readonly says: readonly Message[];
}

/** A conversation as far as the welcome, with all that travelled, and both ends of the link. */
export interface Handshake {
  readonly sent: readonly Sent[];
  readonly phone: SealedEnd;
  readonly hub: SealedEnd;
}

export interface Plan {
  readonly kind?: LinkKind;
  /** Changes what travels, as somebody between the two would. */
  readonly tamper?: (frame: Uint8Array, index: number) => Uint8Array;
  readonly phoneSecret?: string;
  readonly hubSecret?: string;
  readonly primitives?: Primitives;
  readonly proof?: MessageOf<'pake'>['proof'];
}

class Wire {
  readonly sent: Sent[] = [];
  readonly #tamper: (frame: Uint8Array, index: number) => Uint8Array;

  constructor(plan: Plan) {
    this.#tamper = plan.tamper ?? ((frame) => frame);
  }

  /** @returns the frame as it arrives. */
  pass(from: Sent['from'], message: Message, ...inside: readonly Message[]): Uint8Array {
    const frame = encode(message);
    this.sent.push({ from, frame, says: [message, ...inside] });
    return this.#tamper(frame, this.sent.length - 1);
  }
}

interface Greeted {
  readonly phone: Greeting;
  readonly hub: Greeting;
  readonly hubShare: Uint8Array;
  readonly own: ReturnType<Primitives['keyShare']>;
}

const greet = (wire: Wire, primitives: Primitives): Greeted => {
  const own = primitives.keyShare(fixedRandom(9)(32));
  const heardHello = wire.pass('phone', hello);
  read(heardHello, 'hello');
  const hub = sealedHub(own.share);
  const heardHub = wire.pass('hub', hub);
  return {
    phone: { hello: encode(hello), hub: heardHub },
    hub: { hello: heardHello, hub: encode(hub) },
    hubShare: readHub(heardHub, 'sealedHub').share,
    own,
  };
};

/** A join from hello to welcome. @throws ProtocolError where one of the two gives up. */
export const joined = (plan: Plan = {}): Handshake => {
  const { kind = 'websocket', phoneSecret = '4711', hubSecret = '4711', proof = 'code' } = plan;
  const primitives = plan.primitives ?? pure;
  const wire = new Wire(plan);
  const greeted = greet(wire, primitives);
  const phone = new PhoneJoin({ primitives, random: fixedRandom(1) }, greeted.phone, proof, phoneSecret);
  const pake = read(wire.pass('phone', phone.pake), 'pake');
  const answer = answerPake(greeted.hub, pake, hubSecret, fixedRandom(2));
  const pakeShare = readHub(wire.pass('hub', answer.pakeShare), 'pakeShare');
  const confirm = read(wire.pass('phone', phone.confirm(pakeShare, join, kind), join), 'confirm');
  if (!isProven(answer.agreement, confirm)) throw new Error('wrongCode');
  const hub = new SealedEnd(primitives, answer.agreement, 'hub', kind);
  expectSame(hub.open(confirm.first), join);
  const confirmed = readHub(confirmedFrame(answer.agreement, hub, welcome(false)), 'confirmed');
  const arrived = readHub(wire.pass('hub', confirmed, welcome(false)), 'confirmed');
  const { end, first } = phone.finish(arrived);
  expectSame(first, welcome(false));
  return { sent: wire.sent, phone: end, hub };
};

/** A session that goes on, from hello to welcome. @throws ProtocolError where one of the two gives up. */
export const resumed = (plan: Plan & { phoneToken?: Uint8Array } = {}): Handshake => {
  const { kind = 'websocket', phoneToken = TOKEN } = plan;
  const primitives = plan.primitives ?? pure;
  const wire = new Wire(plan);
  const greeted = greet(wire, primitives);
  const tools = { primitives, random: fixedRandom(3) };
  const newest = { epoch: 1, tick: 700 };
  const phone = new PhoneResume(tools, greeted.phone, greeted.hubShare, phoneToken, newest, kind);
  const unlock = read(wire.pass('phone', phone.unlock), 'unlock');
  const agreement = answerUnlock(greeted.hub, unlock, TOKEN, greeted.own);
  if (!isProven(agreement, unlock)) throw new Error('badSeal');
  const hub = new SealedEnd(primitives, agreement, 'hub', kind);
  const confirmed = readHub(confirmedFrame(agreement, hub, welcome(true)), 'confirmed');
  const { end, first } = phone.finish(readHub(wire.pass('hub', confirmed, welcome(true)), 'confirmed'));
  expectSame(first, welcome(true));
  return { sent: wire.sent, phone: end, hub };
};

const expectSame = (frame: Uint8Array, message: Message): void => {
  if (Buffer.compare(frame, encode(message)) !== 0)
    throw new Error(`not the ${message.type} that was sealed`);
};
