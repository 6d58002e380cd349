import { type ErrorName, ProtocolError } from '../../protocol/errors.ts';
import { features, limits, OLDEST_VERSION, PLAIN_VERSION, PROTOCOL_VERSION } from '../../protocol/limits.ts';
import type { MessageOf, PhoneMessage } from '../../protocol/messages.ts';
import { MEMBERS } from '../../protocol/room-view.ts';
import type { RoomEvent } from '../room/room-state.ts';
import type { SavedSession } from '../saved.ts';
import type { PakeJob, PakeResult } from '../sealed/pake-engine.ts';
import { leastMissed, overdue } from './ghosts.ts';
import { confirm, greet, pake, paked, unlock } from './handshake.ts';
import { InputOrder } from './input-order.ts';
import type { LinkEvent } from './link-events.ts';
import { deadline, heard, holdIfMute, pingIfDue, pong } from './liveness.ts';
import { handleJoined, isEntering } from './member-messages.ts';
import { cleanText, uniqueName } from './names.ts';
import { rates } from './rates.ts';
import { sameSecret } from './same-secret.ts';
import type { Sealing } from './sealing.ts';
import type { LinkEntry, Session, SessionCounters, SessionEffect } from './session.ts';
import { type RegistryOptions, SessionRegistry } from './session-registry.ts';
import { Source } from './sources.ts';
import { TokenBucket } from './token-bucket.ts';

type Identity = Pick<
  Session,
  'member' | 'token' | 'formerToken' | 'plain' | 'name' | 'typed' | 'source' | 'role' | 'trusted'
>;

const newSession = (
  { member, token, formerToken, plain, name, typed, source, role, trusted }: Identity,
  order: InputOrder,
  now: number,
): Session => ({
  // Each by its name: objects that were spread have no shape in common, and every input reads a session.
  member,
  token,
  formerToken,
  plain,
  name,
  typed,
  source,
  role,
  trusted,
  order,
  talk: source.talkOf(typed),
  inputs: new TokenBucket(rates.inputsPerSecond, rates.inputsAtOnce),
  resyncs: new TokenBucket(rates.resyncsPerSecond, rates.resyncsAtOnce),
  links: [],
  route: undefined,
  leaving: undefined,
  radio: undefined,
  awaySince: now,
});

/**
 * Who is who: turns what links do into what the room must hear, and says what to send and which link to use. SPEC.md section 10.
 * Knows no RxJS and no clock: time comes in, effects come out, so any plan of events can be run in virtual time.
 */
export class SessionBook {
  readonly #registry: SessionRegistry;
  readonly #joins = new TokenBucket(rates.joinsPerSecond, rates.joinsAtOnce);
  /** Since when there are no people (but screens perhaps); undefined while there are. */
  #emptySince: number | undefined;

  constructor(options: RegistryOptions) {
    this.#registry = new SessionRegistry(options);
  }

  get counters(): SessionCounters {
    return this.#registry.counters;
  }

  get sessions(): ReadonlyMap<number, Session> {
    return this.#registry.sessions;
  }

  get links(): ReadonlyMap<string, LinkEntry> {
    return this.#registry.links;
  }

  /** The room has taken these in. */
  arrived(events: readonly RoomEvent[]): void {
    this.#registry.arrived(events);
  }

  /** Takes one thing that a link did. @returns what to do about it, in order. */
  handle(event: LinkEvent): readonly SessionEffect[] {
    const { source, at: now } = event;
    if (event.type === 'opened') source.entry = this.#registry.opened(source.link, now);
    const { entry } = source;
    if (!entry || entry.gone) return [];
    if (event.type === 'message') this.#message(entry, event.message, now);
    else if (event.type === 'ignored') this.#ignored(entry, now);
    else if (event.type === 'closed') this.#registry.closed(entry, now);
    else if (event.type === 'refused') {
      this.counters.malformedFrames += 1;
      this.#registry.refuse(entry, event.error.code, event.error.detail, 0, now);
    }
    source.seal = entry.seal;
    return this.#registry.take();
  }

  /** A join that was answered beside the ticks. */
  paked(entry: LinkEntry, job: PakeJob, result: PakeResult, now: number): readonly SessionEffect[] {
    if (!entry.gone) paked(this.#registry, entry, job, result, now);
    return this.#registry.take();
  }

  /** What lets people in now. */
  get invitation(): MessageOf<'invite'> {
    return this.#registry.options.gate.invitation.message;
  }

  /** Lets time pass: handshakes, silence, pings and seats held too long. Call every 250 ms or so. */
  advance(now: number): readonly SessionEffect[] {
    for (const entry of [...this.#registry.links.values()]) {
      if (now >= deadline(entry)) this.#registry.refuse(entry, 'idle', 'silent for too long', 0, now);
      else if (entry.session) {
        pingIfDue(this.#registry, entry, entry.session, now);
        holdIfMute(this.#registry, entry, now);
      }
    }
    const { sessions, options } = this.#registry;
    for (const session of overdue(sessions.values(), options.room, options.graceMs, now))
      this.#registry.forget(session, now);
    for (const session of sessions.values()) this.#registry.chooseRoute(session, now);
    this.#seePeople(now);
    this.#registry.options.gate.advance(now, this.#emptySince);
    this.#registry.tellInvitation();
    return this.#registry.take();
  }

  #seePeople(now: number): void {
    for (const { role } of this.#registry.sessions.values())
      if (role !== 'screen') {
        this.#emptySince = undefined;
        return;
      }
    if (this.#emptySince !== undefined) return;
    this.#emptySince = now;
    this.#registry.grudges.forget();
  }

  /** Takes over sessions of before a crash: all away, their tokens good for the grace time. */
  restore(saved: readonly SavedSession[], now: number): readonly SessionEffect[] {
    for (const { accepted, ...one } of saved) {
      const trusted = this.#registry.options.room().members.get(one.member)?.trusted ?? false;
      const identity = { ...one, typed: one.name, source: new Source(''), trusted };
      this.#registry.add(newSession(identity, new InputOrder(accepted), now));
      this.#registry.move({ type: 'away', member: one.member });
    }
    // Who was leaving at the moment of the save has a seat that nobody could free any more.
    for (const member of this.#registry.options.room().members.keys())
      if (!this.#registry.sessions.has(member)) this.#registry.move({ type: 'leave', member });
    return this.#registry.take();
  }

  /** Ends every link with one error, such as `hubClosing`. */
  closeAll(error: ErrorName): readonly SessionEffect[] {
    for (const { link } of this.#registry.links.values())
      this.#registry.push({ type: 'close', link, error, detail: error });
    return this.#registry.take();
  }

  /** It counts as a sign of life, and towards the rate of frames. */
  #ignored(entry: LinkEntry, now: number): void {
    this.counters.ignoredFrames += 1;
    if (this.#takes(entry, now)) heard(this.#registry, entry, now);
  }

  /** @returns whether another frame is within the rate; if not, the link is refused. */
  #takes(entry: LinkEntry, now: number): boolean {
    if (entry.frames.take(now)) return true;
    this.#registry.refuse(entry, 'tooFast', 'frames come too fast', 0, now, true);
    return false;
  }

  #message(entry: LinkEntry, message: PhoneMessage, now: number): void {
    heard(this.#registry, entry, now);
    if (!this.#takes(entry, now)) return undefined;
    try {
      if (message.type === 'ping') return this.#registry.send(entry, { type: 'pong', stamp: message.stamp });
      if (message.type === 'pong') return pong(entry, message.stamp, now);
      if (message.type === 'hello') return this.#hello(entry, message, now);
      if (entry.features === undefined)
        return this.#registry.refuse(entry, 'notJoined', `${message.type} before hello`, 0, now);
      if (!entry.session) return this.#enter(entry, message, now);
      // What comes on a link shows that the phone has the token of its welcome.
      if (entry.session.formerToken && entry.token === entry.session.token)
        this.#registry.tokens.settle(entry.session);
      if (isEntering(message))
        return this.#registry.refuse(entry, 'alreadyJoined', `${message.type} after join`, 0, now);
      return handleJoined(this.#registry, entry, entry.session, message, now);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#registry.refuse(entry, error.code, error.detail, 0, now);
    }
  }

  #hello(entry: LinkEntry, hello: MessageOf<'hello'>, now: number): void {
    if (hello.version < OLDEST_VERSION || hello.oldest > PROTOCOL_VERSION) {
      return this.#registry.refuse(
        entry,
        'badVersion',
        `phone speaks ${hello.oldest}..${hello.version}`,
        0,
        now,
      );
    }
    if (entry.session) return this.#registry.refuse(entry, 'alreadyJoined', 'hello after join', 0, now);
    entry.greetedAt ??= now;
    const { plain, primitives, describe } = this.#registry.options;
    const seals = hello.version > PLAIN_VERSION;
    if (!seals && !plain) return this.#registry.refuse(entry, 'plainRefused', 'a hello of version 1', 0, now);
    // What the first one agreed on stays: a second could only take back what was built on it.
    entry.features ??= hello.features;
    if (seals) return greet(this.#registry, entry, hello, primitives);
    return this.#registry.send(entry, { ...describe(entry.link), version: PLAIN_VERSION });
  }

  /** Somebody who is not in the room yet: by a handshake, or plainly where that was allowed at the hello. */
  #enter(entry: LinkEntry, message: PhoneMessage, now: number): void {
    const { handshake } = entry;
    const { primitives } = this.#registry.options;
    if (!handshake) {
      if (message.type === 'join') return this.#join(entry, message, now);
      if (message.type === 'resume') return this.#resume(entry, message, now);
    } else if (message.type === 'pake') return pake(this.#registry, entry, handshake, message, now);
    else if (message.type === 'confirm') {
      const proved = confirm(this.#registry, entry, handshake, message, primitives, now);
      return proved && this.#letIn(entry, proved.join, proved.trusted, proved.sealing, now);
    } else if (message.type === 'unlock') {
      const proved = unlock(this.#registry, entry, handshake, message, primitives);
      if (proved) return this.#goOn(entry, proved.session, message, proved.sealing, now);
      return this.#registry.refuse(entry, 'unknownToken', 'no session has this token', 0, now);
    } else if (message.type === 'join' || message.type === 'resume')
      return this.#registry.refuse(entry, 'plainRefused', `a plain ${message.type}`, 0, now);
    return this.#registry.refuse(entry, 'notJoined', `${message.type} before join`, 0, now);
  }

  #join(entry: LinkEntry, join: MessageOf<'join'>, now: number): void {
    const { gate, hostKey } = this.#registry.options;
    const trusted = sameSecret(join.hostKey, hostKey);
    // What cannot be guessed is not held up by those who guess.
    const answer = trusted ? ({ pass: true } as const) : gate.try(join.code, entry.source, now);
    if (answer.pass) return this.#letIn(entry, join, trusted, undefined, now);
    this.#registry.refuse(entry, answer.error, 'join refused', answer.retryMs, now);
    return this.#registry.tellInvitation();
  }

  /** Who has shown that it may join does, if there is room. */
  #letIn(
    entry: LinkEntry,
    join: MessageOf<'join'>,
    trusted: boolean,
    sealing: Sealing | undefined,
    now: number,
  ): void {
    if (this.#registry.foreseen.locked && !trusted)
      return this.#registry.refuse(entry, 'roomLocked', 'room is locked', 0, now);
    const typed = cleanText(join.name, limits.nameBytes);
    if (!trusted && this.#registry.grudges.isKicked(entry.source, typed))
      return this.#registry.refuse(entry, 'kicked', 'was kicked before', 0, now);
    const wait = trusted ? 0 : this.#joinsIn(entry, now);
    if (wait > 0) return this.#registry.refuse(entry, 'tooFast', 'joins come too fast', wait, now);
    const member = this.#freeMember(now);
    if (member === undefined)
      return this.#registry.refuse(entry, 'roomFull', 'no member number left', 0, now);
    if (entry.link.claimSlot() === undefined)
      return this.#registry.refuse(entry, 'hubFull', 'no slot left', 0, now);
    this.#admit(entry, join, { member, typed, trusted }, sealing, now);
  }

  /** @returns milliseconds until this phone may join; 0 for now. */
  #joinsIn({ source }: LinkEntry, now: number): number {
    return source.joinsIn(now) || (this.#joins.take(now) ? 0 : Math.ceil(1000 / rates.joinsPerSecond));
  }

  /** @returns the lowest number that is free, or that of whoever is missed least. */
  #freeMember(now: number): number | undefined {
    const { sessions, options } = this.#registry;
    let member = 0;
    while (sessions.has(member)) member += 1;
    if (member < MEMBERS) return member;
    const ghost = leastMissed(sessions.values(), options.room());
    if (ghost) this.#registry.forget(ghost, now);
    return ghost?.member;
  }

  #admit(
    entry: LinkEntry,
    { name: wanted, role, colour }: MessageOf<'join'>,
    { member, typed, trusted }: Pick<Session, 'member' | 'typed' | 'trusted'>,
    sealing: Sealing | undefined,
    now: number,
  ): void {
    const { sessions, options, grudges } = this.#registry;
    const { source } = entry;
    const plain = sealing === undefined;
    const name = uniqueName(wanted, member, new Set([...sessions.values()].map((s) => s.name)));
    const token = options.randomBytes(limits.tokenBytes);
    const identity = { member, token, formerToken: undefined, plain, name, typed, source, role, trusted };
    const session = newSession(identity, new InputOrder(), now);
    session.awaySince = undefined;
    this.#registry.add(session);
    this.counters.joins += 1;
    this.#registry.move({ type: 'join', member, name, colour, role, radio: entry.link.kind, trusted, plain });
    if (!trusted && grudges.isMuted(source, typed))
      this.#registry.move({ type: 'command', member, command: 'mute', target: member, argument: '' });
    this.#registry.attach(entry, session, false, undefined, sealing, now);
  }

  #resume(entry: LinkEntry, resume: MessageOf<'resume'>, now: number): void {
    const session = this.#registry.tokens.find(resume.token);
    if (!session) return this.#registry.refuse(entry, 'unknownToken', 'no session has this token', 0, now);
    return this.#goOn(entry, session, resume, undefined, now);
  }

  #goOn(
    entry: LinkEntry,
    session: Session,
    { epoch, tick }: { readonly epoch: number; readonly tick: number },
    sealing: Sealing | undefined,
    now: number,
  ): void {
    if (entry.link.claimSlot() === undefined)
      return this.#registry.refuse(entry, 'hubFull', 'no slot left', 0, now);
    const dual = (one: LinkEntry): boolean => ((one.features ?? 0) & features.dualHomed) !== 0;
    const stays = (one: LinkEntry): boolean => one.link.kind !== entry.link.kind && dual(one) && dual(entry);
    const others = session.links.filter(stays);
    const kept = new Set(others.slice(-(limits.linksPerSession - 1)));
    for (const old of session.links.filter((one) => !kept.has(one)))
      this.#registry.end(old, 'superseded', `resumed over ${entry.link.id}`);
    // Two links of one phone are nothing new to it; of a link that is not its own it must hear.
    for (const other of kept)
      if (other.seal) this.#registry.refuse(other, 'seatShared', `shared with ${entry.link.id}`, 0, now);
    this.counters.resumes += 1;
    const wasAway = session.awaySince !== undefined;
    session.awaySince = undefined;
    if (wasAway) {
      session.source.returned(now);
      session.radio = entry.link.kind;
      this.#registry.move({ type: 'back', member: session.member, radio: entry.link.kind });
    }
    const known = tick === 0 ? undefined : { epoch, tick };
    return this.#registry.attach(entry, session, true, known, sealing, now);
  }
}
