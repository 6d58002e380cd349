import { decodeFromPhone, encode } from '../../protocol/codec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../protocol/limits.ts';
import type { MessageOf } from '../../protocol/messages.ts';
import { answerUnlock, isProven } from '../../protocol/sealed/handshake-hub.ts';
import type { Primitives } from '../../protocol/sealed/primitives.ts';
import { SealedEnd } from '../../protocol/sealed/seal.ts';
import type { PakeJob, PakeResult } from '../sealed/pake-engine.ts';
import type { Handshake, Sealing } from './sealing.ts';
import type { LinkEntry, Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** Runs that a link may have before it must come again: they are dear, and a person types no more codes on one link. Those that are refused cost nothing. */
const MOST_RUNS = 32;
/** Whoever comes while too many join is asked to wait so long. */
const BUSY_MS = 1_000;

/** Who the hub is, to a phone that seals (rule 13.2). */
export const greet = (
  registry: SessionRegistry,
  entry: LinkEntry,
  hello: MessageOf<'hello'>,
  primitives: Primitives,
): void => {
  const said = encode(hello);
  // It comes twice: the phone has its answer, and goes on with the share in that one.
  if (entry.handshake && Buffer.compare(entry.handshake.greeting.hello, said) === 0) return;
  const { describe, randomBytes } = registry.options;
  const own = primitives.keyShare(randomBytes(32));
  const hub: MessageOf<'sealedHub'> = {
    ...describe(entry.link),
    type: 'sealedHub',
    version: PROTOCOL_VERSION,
    share: own.share,
  };
  entry.handshake = { greeting: { hello: said, hub: encode(hub) }, own, run: undefined, runs: 0 };
  registry.send(entry, hub);
};

/** What a phone must know that proves itself so; undefined where this hub has no such secret. */
const secretOf = (registry: SessionRegistry, proof: MessageOf<'pake'>['proof']): string | undefined => {
  const { gate, hostKey } = registry.options;
  if (proof === 'code') return gate.invitation.code ?? '';
  return proof === 'secret' ? gate.invitation.secret : hostKey;
};

/** The phone wants to join: the answer is made beside the ticks (rule 13.3). A code is not looked at while guessing has to wait. */
export const pake = (
  registry: SessionRegistry,
  entry: LinkEntry,
  handshake: Handshake,
  message: MessageOf<'pake'>,
  now: number,
): void => {
  if (handshake.run && !handshake.run.agreement)
    return registry.refuse(entry, 'tooFast', 'one handshake at a time', BUSY_MS, now);
  if (message.proof === 'code') {
    const answer = registry.options.gate.ask(entry.source, now);
    if (!answer.pass) return registry.refuse(entry, answer.error, 'join refused', answer.retryMs, now);
  }
  handshake.runs += 1;
  if (handshake.runs > MOST_RUNS)
    return registry.refuse(entry, 'tooFast', 'too many handshakes', 0, now, true);
  if (!entry.source.mayProve(now))
    return registry.refuse(entry, 'tooFast', 'handshakes that prove nothing', BUSY_MS, now);
  const secret = secretOf(registry, message.proof);
  if (secret === undefined || (secret === '' && message.proof !== 'code'))
    return registry.refuse(entry, 'wrongCode', `no ${message.proof} here`, 0, now);
  const job = { greeting: handshake.greeting, pake: message, secret };
  handshake.run = { job, agreement: undefined };
  registry.push({ type: 'pake', entry, job });
};

/** The answer is made. */
export const paked = (
  registry: SessionRegistry,
  entry: LinkEntry,
  job: PakeJob,
  result: PakeResult,
  now: number,
): void => {
  const { handshake } = entry;
  if (!handshake?.run || handshake.run.job !== job) return;
  if (typeof result !== 'string') {
    handshake.run.agreement = result.agreement;
    return registry.send(entry, result.pakeShare);
  }
  handshake.run = undefined;
  if (result === 'busy') return registry.refuse(entry, 'tooFast', 'too many join at once', BUSY_MS, now);
  return registry.refuse(entry, 'badSeal', 'a share that is no point of the group', 0, now);
};

/**
 * The phone shows that it knew the secret, or guessed: one guess for each run (rule 13.4).
 * @returns the join that was sealed with it; undefined if it was refused.
 */
export const confirm = (
  registry: SessionRegistry,
  entry: LinkEntry,
  handshake: Handshake,
  message: MessageOf<'confirm'>,
  primitives: Primitives,
  now: number,
): { readonly join: MessageOf<'join'>; readonly sealing: Sealing; readonly trusted: boolean } | undefined => {
  const { run } = handshake;
  if (!run?.agreement) throw new ProtocolError('badFrame', 'confirm before there was anything to confirm');
  handshake.run = undefined;
  const { agreement, job } = run;
  const { proof } = job.pake;
  const { gate } = registry.options;
  const isGuess = proof === 'code' && job.secret !== '';
  const answer = isGuess ? gate.ask(entry.source, now) : undefined;
  if (answer?.pass === false) {
    registry.refuse(entry, answer.error, 'join refused', answer.retryMs, now);
    return undefined;
  }
  // The code may have changed since the run began: what was right then is an old code now, and no guess.
  const isOld = secretOf(registry, proof) !== job.secret;
  if (isOld || !isProven(agreement, message)) {
    const retryMs = isGuess && !isOld ? gate.wrong(entry.source, now).retryMs : 0;
    registry.refuse(entry, 'wrongCode', `${proof} is not right`, retryMs, now);
    registry.tellInvitation();
    return undefined;
  }
  if (isGuess) gate.right(entry.source);
  entry.source.proved();
  const end = new SealedEnd(primitives, agreement, 'hub', entry.link.kind);
  const join = decodeFromPhone(end.open(message.first));
  if (join.type !== 'join') throw new ProtocolError('badFrame', `${join.type} sealed in place of a join`);
  return { join, sealing: { agreement, end }, trusted: proof === 'hostKey' };
};

/**
 * The phone goes on with its session: it shows that it has the token without telling it (rule 13.5).
 * @returns the session; undefined if the token is not known any more.
 */
export const unlock = (
  registry: SessionRegistry,
  entry: LinkEntry,
  handshake: Handshake,
  message: MessageOf<'unlock'>,
  primitives: Primitives,
): { readonly session: Session; readonly sealing: Sealing } | undefined => {
  const known = registry.tokens.named(message.id);
  if (!known) return undefined;
  const agreement = answerUnlock(handshake.greeting, message, known.token, handshake.own);
  if (!isProven(agreement, message)) throw new ProtocolError('badSeal', 'a token that was not shown');
  const end = new SealedEnd(primitives, agreement, 'hub', entry.link.kind);
  return { session: known.session, sealing: { agreement, end } };
};
