import { ProtocolError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { MessageOf } from '../messages.ts';
import type { ClientLink } from './client-link.ts';
import type { ClientCore } from './core.ts';

/** Rule 6: a state came. The newest is shown; an older one still serves as a baseline and acknowledges inputs. */
export const stateCame = (
  core: ClientCore,
  link: ClientLink,
  message: MessageOf<'keyframe'> | MessageOf<'delta'>,
  now: number,
): void => {
  const { reader, outbox } = core;
  const reading = message.type === 'keyframe' ? reader.keyframe(link, message) : reader.delta(link, message);
  const applied = message.type === 'keyframe' ? message.applied : outbox.fromLow16(message.applied);
  // A state of an older epoch may be the last word of a hub that died: the one that came back may have less.
  if (reading.result === 'stale') return;
  if (applied !== undefined) outbox.acknowledge(applied);
  if (reading.result === 'unreadable') {
    if (link.resyncDue(now)) core.send(link, { type: 'resync' }, now);
    return;
  }
  const { tick, view } = reading.state;
  link.hasState = true;
  core.backoff(link.kind).succeeded();
  if (link.ackDue(now)) core.send(link, { type: 'ack', tick }, now);
  if (reading.isNewest) {
    // What this state says, not what is known by now: they differ when a younger state was overtaken by an older keyframe's count.
    core.push({
      type: 'state',
      epoch: reader.epoch,
      tick,
      view,
      applied: applied ?? outbox.acknowledged,
      linkId: link.id,
    });
  }
};

/** As much of a text as a reason may have; names in descriptors are ASCII, and what is not is cut to less. */
const cut = (text: string): string => {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= limits.reasonBytes
    ? text
    : new TextDecoder().decode(bytes.subarray(0, limits.reasonBytes - 3)).replace(/\ufffd+$/, '');
};

/** The hub plays another game, or tells a new link which one it is. One that cannot be read is no reason to leave: the next one may be. */
export const gameCame = (
  core: ClientCore,
  link: ClientLink,
  message: MessageOf<'game'>,
  now: number,
): void => {
  try {
    const descriptor = core.reader.game(link, message);
    if (descriptor) core.push({ type: 'game', epoch: message.epoch, descriptor });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const reason = cut(error.detail);
    link.hasState = true;
    core.backoff(link.kind).succeeded();
    core.send(link, { type: 'unreadable', reason }, now);
    core.push({ type: 'unreadable', reason });
  }
};
