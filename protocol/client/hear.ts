import { decodeFromHub, isForLater } from '../codec.ts';
import { errorTable, ProtocolError } from '../errors.ts';
import type { ClientLink } from './client-link.ts';
import type { ClientCore } from './core.ts';
import { greeted, greetedSealed, refused, welcomed } from './handshake.ts';
import { gameCame, stateCame } from './inbound.ts';
import { checkTurn, confirmJoin, sealLink } from './sealed-handshake.ts';

/** A frame of the hub came: opened, where the link is sealed, read, and given to the rule that it belongs to. */
export const hear = (core: ClientCore, link: ClientLink, frame: Uint8Array, now: number): void => {
  link.heard(now);
  try {
    take(core, link, frame, now);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    unreadable(core, link, error, now);
  }
};

const take = (core: ClientCore, link: ClientLink, frame: Uint8Array, now: number): void => {
  const opened = link.seal ? link.seal.open(frame) : frame;
  if (isForLater(opened)) return undefined;
  const message = decodeFromHub(opened);
  checkTurn(core, link, message.type);
  switch (message.type) {
    case 'ping':
      return core.send(link, { type: 'pong', stamp: message.stamp }, now);
    case 'pong':
      return pong(core, link, message.stamp, now);
    case 'hub':
      return greeted(core, link, message, now);
    case 'sealedHub':
      return greetedSealed(core, link, message, frame, now);
    case 'pakeShare':
      return confirmJoin(core, link, message, now);
    case 'confirmed':
      return welcomed(core, link, sealLink(link, message), now);
    case 'welcome':
      return welcomed(core, link, message, now);
    case 'error':
      return refused(core, link, message, now);
    case 'game':
      return gameCame(core, link, message, now);
    case 'keyframe':
    case 'delta':
      return stateCame(core, link, message, now);
    case 'said':
    case 'showed':
    case 'invite':
      return core.push(message);
    default:
      return message satisfies never;
  }
};

const pong = (core: ClientCore, link: ClientLink, stamp: number, now: number): void => {
  const rttMs = link.ponged(stamp, now);
  if (rttMs !== undefined) core.push({ type: 'roundTrip', linkId: link.id, rttMs });
};

/** What cannot be read, or was not said by the hub, ends the link. */
const unreadable = (
  core: ClientCore,
  link: ClientLink,
  { code, message }: ProtocolError,
  now: number,
): void => {
  const { sentence } = errorTable[code];
  // Those of the table for what cannot be read are about what an app sent.
  const isOurs = code === 'badSeal' || code === 'badVersion';
  core.push({ type: 'error', name: code, sentence: isOurs ? sentence : message, retryMs: 0 });
  // Whoever cannot prove to be the hub may have said of our tokens what he liked.
  if (code === 'badSeal') core.sessionGone = false;
  core.close(link, now, true);
};
