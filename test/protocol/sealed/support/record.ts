import { encode } from '../../../../protocol/codec.ts';
import type { LinkKind } from '../../../../protocol/links.ts';
import type { MessageOf } from '../../../../protocol/messages.ts';
import { Cpace } from '../../../../protocol/sealed/cpace.ts';
import { contextOf, cpaceTranscript, type Proof } from '../../../../protocol/sealed/handshake.ts';
import { answerPake, answerUnlock, confirmedFrame } from '../../../../protocol/sealed/handshake-hub.ts';
import { PhoneJoin, PhoneResume } from '../../../../protocol/sealed/handshake-phone.ts';
import type { Agreement } from '../../../../protocol/sealed/keys.ts';
import { pure } from '../../../../protocol/sealed/pure.ts';
import { SealedEnd } from '../../../../protocol/sealed/seal.ts';
import { hex, messageFromJson, unhex } from '../../vectors.ts';

type Json = Readonly<Record<string, unknown>>;

/** What both sides of a recorded handshake start from; bytes as hex. */
interface Start {
  readonly name: string;
  /** Bluetooth, or any other: tags of 8 or 16 bytes. */
  readonly link: LinkKind;
  readonly hello: Json;
  readonly hub: Json;
  /** The hub's X25519 secret of this link. */
  readonly hubSecret: string;
  readonly welcome: Json;
  /** What is said afterwards, in this order. */
  readonly talk: readonly { readonly from: 'phone' | 'hub'; readonly message: Json }[];
}

export interface JoinStart extends Start {
  readonly proof: Proof;
  readonly secret: string;
  /** 32 random bytes each, before their top bits are cleared. */
  readonly phoneRandom: string;
  readonly hubRandom: string;
  readonly join: Json;
}

export interface ResumeStart extends Start {
  readonly token: string;
  readonly epoch: number;
  readonly tick: number;
  /** The phone's X25519 secret. */
  readonly phoneSecret: string;
}

export interface Recorded {
  readonly keys: Record<'phoneTag' | 'hubTag' | 'phoneStream' | 'phoneMac' | 'hubStream' | 'hubMac', string>;
  /** Everything that travels, in order. */
  readonly frames: readonly { readonly from: 'phone' | 'hub'; readonly frame: string }[];
}

const keysOf = ({ phoneTag, hubTag, phone, hub }: Agreement): Recorded['keys'] => ({
  phoneTag: hex(phoneTag),
  hubTag: hex(hubTag),
  phoneStream: hex(phone.stream),
  phoneMac: hex(phone.mac),
  hubStream: hex(hub.stream),
  hubMac: hex(hub.mac),
});

const as = <N extends MessageOf<'hello'>['type'] | 'sealedHub' | 'join' | 'welcome'>(
  json: Json,
): MessageOf<N> => messageFromJson(json) as unknown as MessageOf<N>;

const greetingOf = (start: Start) => {
  const own = pure.keyShare(unhex(start.hubSecret));
  const hub = { ...as<'sealedHub'>({ ...start.hub, share: hex(own.share) }) };
  return { own, greeting: { hello: encode(as<'hello'>(start.hello)), hub: encode(hub) } };
};

const talkOf = (start: Start, phone: SealedEnd, hub: SealedEnd): Recorded['frames'] =>
  start.talk.map(({ from, message }) => ({
    from,
    frame: hex((from === 'phone' ? phone : hub).seal(encode(messageFromJson(message)))),
  }));

const once =
  (bytes: string) =>
  (count: number): Uint8Array => {
    if (bytes.length !== 2 * count) throw new RangeError(`${count} random bytes are not what is here`);
    return unhex(bytes);
  };

/** Runs a join. @returns all that a stranger's implementation would want to compare. */
export const recordJoin = (start: JoinStart): Recorded & { readonly sid: string; readonly isk: string } => {
  const { own: _, greeting } = greetingOf(start);
  const { proof, secret, link } = start;
  const context = contextOf(greeting, proof, secret);
  const phone = new PhoneJoin({ primitives: pure, random: once(start.phoneRandom) }, greeting, proof, secret);
  const { pakeShare, agreement } = answerPake(greeting, phone.pake, secret, once(start.hubRandom));
  const isk = new Cpace(context, once(start.hubRandom)).key(
    cpaceTranscript(phone.pake.share, pakeShare.share),
    phone.pake.share,
  );
  const confirm = phone.confirm(pakeShare, as<'join'>(start.join), link);
  const hub = new SealedEnd(pure, agreement, 'hub', link);
  const confirmed = confirmedFrame(agreement, hub, as<'welcome'>(start.welcome));
  // The phone's end has sealed its join: what it says next comes behind that.
  const end = new SealedEnd(pure, agreement, 'phone', link);
  end.seal(encode(as<'join'>(start.join)));
  return {
    sid: hex(context.sid),
    isk: hex(isk),
    keys: keysOf(agreement),
    frames: [
      { from: 'phone', frame: hex(greeting.hello) },
      { from: 'hub', frame: hex(greeting.hub) },
      { from: 'phone', frame: hex(encode(phone.pake)) },
      { from: 'hub', frame: hex(encode(pakeShare)) },
      { from: 'phone', frame: hex(encode(confirm)) },
      { from: 'hub', frame: hex(confirmed) },
      ...talkOf(start, end, hub),
    ],
  };
};

/** Runs a resume. */
export const recordResume = (start: ResumeStart): Recorded => {
  const { own, greeting } = greetingOf(start);
  const { link, epoch, tick } = start;
  const token = unhex(start.token);
  const tools = { primitives: pure, random: once(start.phoneSecret) };
  const phone = new PhoneResume(tools, greeting, own.share, token, { epoch, tick }, link);
  const agreement = answerUnlock(greeting, phone.unlock, token, own);
  const hub = new SealedEnd(pure, agreement, 'hub', link);
  const confirmed = confirmedFrame(agreement, hub, as<'welcome'>(start.welcome));
  return {
    keys: keysOf(agreement),
    frames: [
      { from: 'phone', frame: hex(greeting.hello) },
      { from: 'hub', frame: hex(greeting.hub) },
      { from: 'phone', frame: hex(encode(phone.unlock)) },
      { from: 'hub', frame: hex(confirmed) },
      ...talkOf(start, new SealedEnd(pure, agreement, 'phone', link), hub),
    ],
  };
};

/** The file test/vectors/handshake.json. */
export interface HandshakeVectors {
  readonly joins: readonly (JoinStart & Recorded & { readonly sid: string; readonly isk: string })[];
  readonly resumes: readonly (ResumeStart & Recorded)[];
}
