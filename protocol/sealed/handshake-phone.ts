import { encode } from '../codec.ts';
import { ProtocolError } from '../errors.ts';
import type { LinkKind } from '../links.ts';
import type { MessageOf } from '../messages.ts';
import { Cpace } from './cpace.ts';
import { agreeOnJoin, agreeOnResume, contextOf, cpaceTranscript, type Proof } from './handshake.ts';
import { type Agreement, type Greeting, sameBytes, tokenId } from './keys.ts';
import type { Primitives, RandomBytes } from './primitives.ts';
import { SealedEnd } from './seal.ts';

/** What a phone's handshakes are made with. */
export interface PhoneTools {
  readonly primitives: Primitives;
  readonly random: RandomBytes;
}

/** The end of a handshake: the link is sealed, and this is the first frame that came on it. */
export interface Confirmed {
  readonly end: SealedEnd;
  readonly first: Uint8Array;
}

/** @throws ProtocolError `badSeal` if the hub has not got the same keys: it is not the one that shows the code, or somebody is between. */
const confirm = (end: SealedEnd, agreement: Agreement, { tag, first }: MessageOf<'confirmed'>): Confirmed => {
  if (!sameBytes(tag, agreement.hubTag))
    throw new ProtocolError('badSeal', 'the hub does not prove that it knows the secret');
  return { end, first: end.open(first) };
};

/** A phone's side of a join (SPEC.md rule 13.3): `pake`, then `confirm` when the hub's share is there, then {@link PhoneJoin.finish}. */
export class PhoneJoin {
  readonly pake: MessageOf<'pake'>;
  readonly #tools: PhoneTools;
  readonly #greeting: Greeting;
  readonly #cpace: Cpace;
  #agreed: { readonly agreement: Agreement; readonly end: SealedEnd } | undefined;

  /** @param secret the code, the QR code's secret or the host key. */
  constructor(tools: PhoneTools, greeting: Greeting, proof: Proof, secret: string) {
    this.#tools = tools;
    this.#greeting = greeting;
    this.#cpace = new Cpace(contextOf(greeting, proof, secret), tools.random);
    this.pake = { type: 'pake', proof, share: this.#cpace.share };
  }

  /**
   * @param join what is told to a hub that knows the secret, and to nobody else.
   * @throws ProtocolError `badSeal` for a share that is none.
   */
  confirm(pakeShare: MessageOf<'pakeShare'>, join: MessageOf<'join'>, kind: LinkKind): MessageOf<'confirm'> {
    const transcript = cpaceTranscript(this.pake.share, pakeShare.share);
    const key = this.#cpace.key(transcript, pakeShare.share);
    const agreement = agreeOnJoin(this.#greeting, this.pake, pakeShare, key);
    const end = new SealedEnd(this.#tools.primitives, agreement, 'phone', kind);
    this.#agreed = { agreement, end };
    return { type: 'confirm', tag: agreement.phoneTag, first: end.seal(encode(join)) };
  }

  /** @throws ProtocolError `badSeal` if the hub does not know the secret, or comes before its turn. */
  finish(confirmed: MessageOf<'confirmed'>): Confirmed {
    if (!this.#agreed) throw new ProtocolError('badSeal', 'confirmed before there was anything to confirm');
    return confirm(this.#agreed.end, this.#agreed.agreement, confirmed);
  }
}

/** A phone's side of going on (SPEC.md rule 13.5): `unlock`, then {@link PhoneResume.finish}. */
export class PhoneResume {
  readonly unlock: MessageOf<'unlock'>;
  readonly #agreement: Agreement;
  readonly #end: SealedEnd;

  /**
   * @param hubShare `share` of the hub's greeting.
   * @param newest epoch and tick of the newest state that the phone keeps.
   * @throws ProtocolError `badSeal` for a share that is none.
   */
  constructor(
    { primitives, random }: PhoneTools,
    greeting: Greeting,
    hubShare: Uint8Array,
    token: Uint8Array,
    newest: { readonly epoch: number; readonly tick: number },
    kind: LinkKind,
  ) {
    const own = primitives.keyShare(random(32));
    const head = { id: tokenId(token), share: own.share, epoch: newest.epoch, tick: newest.tick };
    this.#agreement = agreeOnResume(greeting, head, token, own.with(hubShare));
    this.#end = new SealedEnd(primitives, this.#agreement, 'phone', kind);
    this.unlock = { type: 'unlock', ...head, tag: this.#agreement.phoneTag };
  }

  /** @throws ProtocolError `badSeal` if the hub does not know the token. */
  finish(confirmed: MessageOf<'confirmed'>): Confirmed {
    return confirm(this.#end, this.#agreement, confirmed);
  }
}
