import { encode } from '../codec.ts';
import { errorNameOf } from '../errors.ts';
import { features, limits, PLAIN_VERSION, PROTOCOL_VERSION } from '../limits.ts';
import { traitsOf } from '../links.ts';
import type { MessageOf } from '../messages.ts';
import type { ClientLink } from './client-link.ts';
import type { ClientCore } from './core.ts';
import { tokenName } from './credentials.ts';
import { joinLaterMs, reactionTo } from './refusals.ts';
import { joinSealed, resumeSealed } from './sealed-handshake.ts';

/** Rule 1: the phone speaks first. It names one version only: what seals does not let itself be talked out of it. */
export const greet = (core: ClientCore, link: ClientLink, now: number): void => {
  link.heard(now);
  link.enter('greeting', now);
  const { client, plain } = core.options;
  const version = plain ? PLAIN_VERSION : PROTOCOL_VERSION;
  link.hello = encode({ type: 'hello', version, oldest: version, features: features.dualHomed, client });
  core.sendFrame(link, link.hello, now);
};

/** The hub has said who it is. */
export const greeted = (core: ClientCore, link: ClientLink, hub: MessageOf<'hub'>, now: number): void => {
  core.hub = hub;
  core.push({ type: 'hub', hub });
  if (traitsOf(link.kind).mtuTold)
    core.push({ type: 'tune', linkId: link.id, attMtu: hub.attMtu, slot: undefined });
  if (link.phase === 'greeting') link.enter('greeted', now);
};

/** The hub has said who it is, and with which share links are sealed. @param frame as it travelled. */
export const greetedSealed = (
  core: ClientCore,
  link: ClientLink,
  { share, ...rest }: MessageOf<'sealedHub'>,
  frame: Uint8Array,
  now: number,
): void => {
  if (link.phase !== 'greeting') return;
  link.greeting = { hello: link.hello, hub: new Uint8Array(frame), share };
  greeted(core, link, { ...rest, type: 'hub' }, now);
};

/** Rule 2: every link that waits asks for the session, by token if there is one. Only one link asks for a new session at a time. */
export const askWhereDue = (core: ClientCore, now: number): void => {
  if (!core.options.plain && !core.sealing) return;
  for (const link of core.links) {
    if (link.phase !== 'greeted') continue;
    const others = core.links.filter((other) => other.phase === 'asked' || other.phase === 'playing');
    const alive = others.filter((other) => !other.doubted);
    if (alive.length >= limits.linksPerSession) continue;
    const token = core.credentials.tokenFor(link);
    if (token) resume(core, link, token, now);
    else if (others.length === 0 && now >= core.joinNotBefore) join(core, link, now);
  }
};

const resume = (core: ClientCore, link: ClientLink, token: Uint8Array, now: number): void => {
  link.askedWith = token;
  // A hub that still has this state goes on from it without naming the game again.
  core.reader.expectOn(link);
  core.asks(link, now);
  if (!core.options.plain) return resumeSealed(core, link, token, now);
  const { newest, epoch } = core.reader;
  core.send(link, { type: 'resume', token, epoch, tick: newest?.tick ?? 0 }, now);
};

const join = (core: ClientCore, link: ClientLink, now: number): void => {
  const wish = core.credentials.wish(core.hub?.codeNeeded ?? false);
  if (!wish) return;
  link.askedWith = undefined;
  core.asks(link, now);
  if (!core.options.plain) return joinSealed(core, link, wish, now);
  const { code, name, role, colour, hostKey } = wish;
  core.send(link, { type: 'join', code, name, role, colour, hostKey }, now);
};

/** Rules 2 and 3: the link carries the session from now on. */
export const welcomed = (
  core: ClientCore,
  link: ClientLink,
  welcome: MessageOf<'welcome'>,
  now: number,
): void => {
  if (link.phase !== 'asked') return;
  const { applied, token } = welcome;
  const others = core.playing();
  if (link.askedWith === undefined) {
    core.reader.forget();
    core.outbox.startOver(applied);
  } else if (others.length === 0) core.outbox.resume(applied);
  // Another link seems to be up: either this figure was only overtaken, or that link hangs on a hub that died and came back. Sending again is right for both.
  else core.outbox.rewind(applied);
  core.joinNotBefore = Number.NEGATIVE_INFINITY;
  link.enter('playing', now);
  link.sentUpTo = applied;
  core.sessionGone = false;
  core.credentials.welcomed(token, link.askedWith);
  if (traitsOf(link.kind).needsSlot)
    core.push({ type: 'tune', linkId: link.id, attMtu: welcome.attMtu, slot: welcome.slot });
  core.push({ type: 'welcome', welcome, linkId: link.id });
  core.remember();
};

/** An error of the hub: shown to the person, and the link or session set to what follows from it. */
export const refused = (
  core: ClientCore,
  link: ClientLink,
  { code, retryMs, sentence }: MessageOf<'error'>,
  now: number,
): void => {
  const name = errorNameOf(code);
  const reaction = reactionTo(name, link.seal !== undefined || core.options.plain === true);
  if (reaction !== 'superseded' && reaction !== 'shared')
    core.push({ type: 'error', name: name ?? 'unknown', sentence, retryMs });
  const askAgain = (): void => {
    link.handshake = undefined;
    if (link.phase === 'asked') link.enter('greeted', now);
  };
  switch (reaction) {
    case 'show':
      if (name !== 'tooFast' || link.phase !== 'asked' || retryMs === 0) return;
      core.joinNotBefore = now + retryMs;
      return askAgain();
    case 'retryLink':
      core.close(link, now, true);
      return core.backoff(link.kind).holdUntil(now + retryMs);
    case 'askCode':
      if (link.phase === 'asked') core.credentials.codeRefused();
      return askAgain();
    case 'joinLater':
      core.joinNotBefore = now + (retryMs || joinLaterMs);
      return askAgain();
    case 'joinAnew':
      // Not forgotten: it may be another hub that says so, or none. A welcome ends what was before.
      if (link.askedWith) link.refusedTokens.add(tokenName(link.askedWith));
      if (!core.credentials.tokenFor(link) && core.playing().length === 0) core.sessionGone = true;
      return askAgain();
    case 'shared':
      if (!core.mayHaveSuperseded(link, now))
        core.push({ type: 'error', name: 'seatShared', sentence, retryMs });
      return;
    case 'superseded':
      if (core.mayHaveSuperseded(link, now)) return core.close(link, now, false);
      core.push({ type: 'error', name: 'superseded', sentence, retryMs });
      return core.end('superseded', now);
    case 'end':
      return core.end(name ?? 'unknown', now);
  }
};
