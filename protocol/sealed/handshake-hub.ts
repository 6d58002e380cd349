import { encode } from '../codec.ts';
import type { MessageOf } from '../messages.ts';
import { Cpace } from './cpace.ts';
import { agreeOnJoin, agreeOnResume, contextOf, cpaceTranscript } from './handshake.ts';
import { type Agreement, type Greeting, sameBytes } from './keys.ts';
import type { KeyShare, RandomBytes } from './primitives.ts';
import type { SealedEnd } from './seal.ts';

/** A hub's answer to a `pake`, and the keys of the link if the phone turns out to know the secret. */
export interface PakeAnswer {
  readonly pakeShare: MessageOf<'pakeShare'>;
  readonly agreement: Agreement;
}

/**
 * A hub's side of a join (SPEC.md rule 13.3). By far the dearest thing that a phone may ask a hub for, in milliseconds: it belongs
 * beside the ticks. Everything that goes in and comes out is plain data.
 * @param secret what the phone must know: the code (empty where none is needed), the QR code's secret, or the host key.
 * @throws ProtocolError `badSeal` for a share that is none.
 */
export const answerPake = (
  greeting: Greeting,
  pake: MessageOf<'pake'>,
  secret: string,
  random: RandomBytes,
): PakeAnswer => {
  const cpace = new Cpace(contextOf(greeting, pake.proof, secret), random);
  const pakeShare: MessageOf<'pakeShare'> = { type: 'pakeShare', share: cpace.share };
  const key = cpace.key(cpaceTranscript(pake.share, cpace.share), pake.share);
  return { pakeShare, agreement: agreeOnJoin(greeting, pake, pakeShare, key) };
};

/**
 * A hub's side of going on (SPEC.md rule 13.5).
 * @param own the hub's share of this link, named in its greeting.
 * @param token the one that has the id of the `unlock`.
 * @throws ProtocolError `badSeal` for a share that is none.
 */
export const answerUnlock = (
  greeting: Greeting,
  unlock: MessageOf<'unlock'>,
  token: Uint8Array,
  own: KeyShare,
): Agreement => agreeOnResume(greeting, unlock, token, own.with(unlock.share));

/** @returns whether the phone has shown that it has the same keys: that it knew the secret, or the token. */
export const isProven = (agreement: Agreement, { tag }: { readonly tag: Uint8Array }): boolean =>
  sameBytes(tag, agreement.phoneTag);

/** @returns the hub's word that it has the same keys, and the first sealed frame in it. Everything after it is sealed. */
export const confirmedFrame = (
  agreement: Agreement,
  end: SealedEnd,
  welcome: MessageOf<'welcome'>,
): Uint8Array<ArrayBuffer> =>
  encode({ type: 'confirmed', tag: agreement.hubTag, first: end.seal(encode(welcome)) });
