import { encode } from '../codec.ts';
import { limits } from '../limits.ts';
import type { MessageOf } from '../messages.ts';
import type { CpaceContext, CpaceTranscript } from './cpace.ts';
import { type Agreement, agree, type Greeting, transcriptOf } from './keys.ts';

/** What both sides of a handshake reckon alike. */

const utf8 = new TextEncoder();
const PHONE = utf8.encode('phone');
const HUB = utf8.encode('hub');

/** How a phone proves that it may join: with what is on the TV, in the QR code, or the key of the hub's own screens. */
export type Proof = MessageOf<'pake'>['proof'];

/** @param secret the code, the QR code's secret or the host key; empty for the code of a hub that needs none. */
export const contextOf = ({ hello, hub }: Greeting, proof: Proof, secret: string): CpaceContext => ({
  secret: utf8.encode(secret),
  channel: utf8.encode(`partyline.v2 ${proof}`),
  sid: transcriptOf(hello, hub),
});

export const cpaceTranscript = (phoneShare: Uint8Array, hubShare: Uint8Array): CpaceTranscript => ({
  phoneShare,
  phoneData: PHONE,
  hubShare,
  hubData: HUB,
});

/** @returns the keys of a join. @param key the PAKE's. */
export const agreeOnJoin = (
  { hello, hub }: Greeting,
  pake: MessageOf<'pake'>,
  pakeShare: MessageOf<'pakeShare'>,
  key: Uint8Array,
): Agreement => agree(new Uint8Array(0), key, transcriptOf(hello, hub, encode(pake), encode(pakeShare)));

/** What an `unlock` says before its tag. */
export type UnlockHead = Omit<MessageOf<'unlock'>, 'type' | 'tag'>;

/** @returns the keys of a session that goes on. @param common what the two shares make. */
export const agreeOnResume = (
  { hello, hub }: Greeting,
  { id, share, epoch, tick }: UnlockHead,
  token: Uint8Array,
  common: Uint8Array,
): Agreement => {
  const whole = encode({ type: 'unlock', id, share, epoch, tick, tag: new Uint8Array(limits.confirmBytes) });
  const head = whole.subarray(0, whole.length - limits.confirmBytes);
  return agree(token, common, transcriptOf(hello, hub, head));
};
