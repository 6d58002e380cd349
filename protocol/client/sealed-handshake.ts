import { decodeFromHub, encode } from '../codec.ts';
import { ProtocolError } from '../errors.ts';
import type { HubMessage, MessageOf } from '../messages.ts';
import type { ClientLink } from './client-link.ts';
import type { ClientCore } from './core.ts';
import { proofOf, sealedJoin } from './sealing.ts';
import type { JoinWish } from './types.ts';

/** What a hub may say in the clear on a link that is to be sealed, and nothing else (rule 13.2). */
const inTheClear: ReadonlySet<HubMessage['type']> = new Set([
  'sealedHub',
  'pakeShare',
  'confirmed',
  'error',
  'ping',
  'pong',
]);
/** What belongs to the handshake alone. */
const ofTheHandshake: ReadonlySet<HubMessage['type']> = new Set(['sealedHub', 'pakeShare', 'confirmed']);

/** @throws ProtocolError for a message that is not to be believed as it came: in the clear what must be sealed, or sealed what opens a link. */
export const checkTurn = (core: ClientCore, link: ClientLink, type: HubMessage['type']): void => {
  if (core.options.plain || link.seal) {
    if (ofTheHandshake.has(type)) throw new ProtocolError('badFrame', `${type} out of its turn`);
  } else if (type === 'hub') throw new ProtocolError('badVersion', 'the hub does not seal');
  else if (!inTheClear.has(type)) throw new ProtocolError('badSeal', `${type} in the clear`);
};

/** Rule 13.3: proves a code, the QR code's secret or the host key without telling it. */
export const joinSealed = (core: ClientCore, link: ClientLink, wish: JoinWish, now: number): void => {
  const { greeting } = link;
  if (!greeting || !core.sealing) return;
  const [proof, known] = proofOf(wish);
  // Whatever was typed once, a hub that needs no code has none to compare it with.
  const secret = proof === 'code' && core.hub?.codeNeeded === false ? '' : known;
  const run = core.sealing.join(greeting, proof, secret);
  link.handshake = { type: 'join', run, wish };
  core.send(link, run.pake, now);
};

/** Rule 13.5: proves the token without telling it. */
export const resumeSealed = (core: ClientCore, link: ClientLink, token: Uint8Array, now: number): void => {
  const { greeting } = link;
  if (!greeting || !core.sealing) return;
  const { newest, epoch } = core.reader;
  const run = core.sealing.resume(
    greeting,
    greeting.share,
    token,
    { epoch, tick: newest?.tick ?? 0 },
    link.kind,
  );
  link.handshake = { type: 'resume', run };
  core.send(link, run.unlock, now);
};

/** The hub's share of a join is there: the phone proves first. */
export const confirmJoin = (
  core: ClientCore,
  link: ClientLink,
  pakeShare: MessageOf<'pakeShare'>,
  now: number,
): void => {
  const { handshake } = link;
  if (link.phase !== 'asked' || handshake?.type !== 'join')
    throw new ProtocolError('badFrame', 'a share that was not asked for');
  link.enter('asked', now);
  core.sendFrame(link, encode(handshake.run.confirm(pakeShare, sealedJoin(handshake.wish), link.kind)), now);
};

/** The hub has proved that it knows the secret too: the link is sealed. @returns the first thing it says there. */
export const sealLink = (link: ClientLink, confirmed: MessageOf<'confirmed'>): MessageOf<'welcome'> => {
  if (!link.handshake) throw new ProtocolError('badFrame', 'confirmed what was not asked for');
  const { end, first } = link.handshake.run.finish(confirmed);
  const welcome = decodeFromHub(first);
  if (welcome.type !== 'welcome') throw new ProtocolError('badFrame', `${welcome.type} instead of a welcome`);
  link.handshake = undefined;
  link.seal = end;
  return welcome;
};
