import { encode } from '../../protocol/codec.ts';
import { type ErrorName, errorTable } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { chooseLink } from '../../protocol/link-policy.ts';
import type { HubMessage, MessageOf } from '../../protocol/messages.ts';
import type { Primitives } from '../../protocol/sealed/primitives.ts';
import type { AnyGame } from '../games/game.ts';
import { foresee } from '../room/govern.ts';
import { levelOf } from '../room/rights.ts';
import type { RoomEvent, RoomState } from '../room/room-state.ts';
import type { Link } from '../transport/port.ts';
import { Grudges } from './grudges.ts';
import type { JoinGate } from './join-gate.ts';
import { rates } from './rates.ts';
import type { Sealing } from './sealing.ts';
import type { LinkEntry, Session, SessionCounters, SessionEffect } from './session.ts';
import { Sources } from './sources.ts';
import { TokenBucket } from './token-bucket.ts';
import { Tokens } from './tokens.ts';

export interface RegistryOptions {
  readonly gate: JoinGate;
  readonly catalogue: ReadonlyMap<string, AnyGame>;
  /** Told why a phone cannot read the game that is on. */
  readonly unreadable?: (reason: string) => void;
  /** Tries a game before it is chosen for the first time. @returns a sentence if it is no good. */
  readonly rehearse?: (game: AnyGame) => string | undefined;
  /** The room as it stands now, for rights and locks. */
  readonly room: () => RoomState;
  /** What everybody sees of the game in the newest state. */
  readonly shared: () => unknown;
  /** What the hub says of itself to this link. */
  readonly describe: (link: Link) => MessageOf<'hub'>;
  readonly roomId: string;
  /** Whoever shows this key has the host's rights. */
  readonly hostKey: string;
  readonly graceMs: number;
  /** Lets links in that do not seal. */
  readonly plain: boolean;
  readonly primitives: Primitives;
  /** Unguessable bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** The code is for screens to show that the hub itself trusts. */
const isInvited = ({ role, trusted }: Session): boolean => role === 'screen' && trusted;

/** Links and sessions as they stand, and the effects of what was done with them: the ground that the session rules work on. */
export class SessionRegistry {
  readonly counters: SessionCounters = {
    inputsAccepted: 0,
    inputsDuplicate: 0,
    malformedFrames: 0,
    ignoredFrames: 0,
    refused: {},
    joins: 0,
    resumes: 0,
    holds: 0,
  };
  readonly options: RegistryOptions;
  readonly links = new Map<string, LinkEntry>();
  readonly sessions = new Map<number, Session>();
  readonly tokens = new Tokens();
  readonly grudges = new Grudges();
  readonly #sources = new Sources();
  /** As the screens were told. */
  #invitation: MessageOf<'invite'>;
  /** What is on its way to the room, besides inputs. */
  #ahead: RoomEvent[] = [];
  #foreseen: RoomState | undefined;
  #effects: SessionEffect[] = [];

  constructor(options: RegistryOptions) {
    this.options = options;
    this.#invitation = options.gate.invitation.message;
  }

  /** @returns the effects since the last call. */
  take(): readonly SessionEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  send({ link }: LinkEntry, message: HubMessage): void {
    this.push({ type: 'send', link, message });
  }

  /** For what the game alone hears; what changes who is who and who may do what is a {@link move}. */
  room(event: RoomEvent): void {
    this.push({ type: 'room', event });
  }

  move(event: RoomEvent): void {
    this.room(event);
    this.#ahead.push(event);
    if (this.#foreseen) this.#foreseen = foresee(this.#foreseen, event);
  }

  /** The room, with what is on its way to it: the next state may be long in coming, and the next frame is not. */
  get foreseen(): RoomState {
    if (this.#ahead.length === 0) return this.options.room();
    this.#foreseen ??= this.#ahead.reduce(foresee, this.options.room());
    return this.#foreseen;
  }

  /** The room has taken these in. */
  arrived(events: readonly RoomEvent[]): void {
    if (this.#ahead.length === 0) return;
    const there = new Set(events);
    this.#ahead = this.#ahead.filter((event) => !there.has(event));
    this.#foreseen = undefined;
  }

  opened(link: Link, now: number): LinkEntry {
    const frames = new TokenBucket(rates.framesPerSecond, rates.framesAtOnce);
    const entry: LinkEntry = {
      link,
      source: this.#sources.opened(link.source ?? ''),
      openedAt: now,
      frames,
      heardAt: now,
      greetedAt: undefined,
      features: undefined,
      handshake: undefined,
      seal: undefined,
      session: undefined,
      token: undefined,
      attachedAt: now,
      rttMs: undefined,
      pingedAt: undefined,
      lastPingAt: now,
      held: false,
      gone: false,
    };
    this.links.set(link.id, entry);
    return entry;
  }

  /** Counts and tells an error; those that close end the link, whose session is away from then on if it was its last. */
  refuse(
    entry: LinkEntry,
    error: ErrorName,
    detail: string,
    retryMs: number,
    now: number,
    closes: boolean = errorTable[error].closes,
  ): void {
    this.counters.refused[error] = (this.counters.refused[error] ?? 0) + 1;
    const { code, sentence } = errorTable[error];
    if (!closes) return this.send(entry, { type: 'error', code, retryMs, sentence });
    this.push({ type: 'close', link: entry.link, error, detail });
    return this.closed(entry, now);
  }

  /** A link is no more. */
  closed(entry: LinkEntry, now: number): void {
    this.#remove(entry);
    const { session } = entry;
    if (!session) return;
    entry.session = undefined;
    this.#detach(entry, session);
    if (session.links.length > 0) return this.chooseRoute(session, now);
    session.awaySince = now;
    session.source.parted(now);
    this.push({ type: 'unroute', member: session.member });
    return this.move({ type: 'away', member: session.member });
  }

  /** The seat is free and the token worth nothing from now on. */
  forget(session: Session, now: number): void {
    if (session.awaySince === undefined) session.source.parted(now);
    this.sessions.delete(session.member);
    this.tokens.forget(session);
    this.push({ type: 'unroute', member: session.member });
    this.move({ type: 'leave', member: session.member });
  }

  /** Adds a session that has no link yet. */
  add(session: Session): void {
    this.sessions.set(session.member, session);
    this.tokens.add(session);
  }

  /** Ends a link of a session that goes on without it, or not at all. `error` is told to the phone first. */
  end(entry: LinkEntry, error: ErrorName | undefined, detail: string): void {
    this.push({ type: 'close', link: entry.link, error, detail });
    this.#remove(entry);
    const { session } = entry;
    entry.session = undefined;
    if (session) this.#detach(entry, session);
  }

  #remove(entry: LinkEntry): void {
    if (!entry.gone) this.#sources.closed(entry.source);
    entry.gone = true;
    this.links.delete(entry.link.id);
  }

  #detach(entry: LinkEntry, session: Session): void {
    session.links.splice(session.links.indexOf(entry), 1);
    if (session.route === entry) session.route = undefined;
    if (session.leaving === entry) session.leaving = undefined;
  }

  /** One more thing to do. */
  push(effect: SessionEffect): void {
    this.#effects.push(effect);
  }

  /**
   * A fresh link carries the states at once: a phone opens one because the other is gone or worse. If another is still up they go over
   * both until one has arrived on the fresh link: how long it takes to begin is not for the player to feel.
   */
  attach(
    entry: LinkEntry,
    session: Session,
    resumed: boolean,
    known: { epoch: number; tick: number } | undefined,
    sealing: Sealing | undefined,
    now: number,
  ): void {
    const { roomId, graceMs, randomBytes } = this.options;
    if (sealing && resumed) this.tokens.renew(session, randomBytes(limits.tokenBytes));
    entry.session = session;
    session.source = entry.source;
    entry.token = session.token;
    entry.attachedAt = now;
    session.links.push(entry);
    const { link } = entry;
    this.#welcome(entry, sealing, {
      type: 'welcome',
      member: session.member,
      slot: link.claimSlot() ?? 0,
      resumed,
      host: levelOf(this.foreseen, session.member) === 'host',
      token: session.token,
      graceMs,
      attMtu: link.attMtu,
      applied: session.order.accepted,
      room: roomId,
    });
    if (isInvited(session)) this.send(entry, this.#invitation);
    this.useRoute(session, entry, known, session.route ?? session.leaving);
  }

  /** The last that is sent as it is, or the first that is sealed. */
  #welcome(entry: LinkEntry, sealing: Sealing | undefined, welcome: MessageOf<'welcome'>): void {
    if (!sealing) return this.send(entry, welcome);
    const { agreement, end } = sealing;
    this.send(entry, { type: 'confirmed', tag: agreement.hubTag, first: end.seal(encode(welcome)) });
    entry.handshake = undefined;
    entry.seal = end;
    this.push({ type: 'seal', link: entry.link, end });
  }

  /** Tells the screens with the host's rights, and whoever keeps it, how the invitation stands if that has changed. */
  tellInvitation(): void {
    const now = this.options.gate.invitation.message;
    const { code, secret, guessing } = this.#invitation;
    if (now.code === code && now.secret === secret && now.guessing === guessing) return;
    this.#invitation = now;
    this.push({ type: 'invitation', invitation: now });
    for (const session of this.sessions.values())
      if (session.route && isInvited(session)) this.send(session.route, now);
  }

  /** @param leaving link that carries the states as well until the phone has one on the new route. */
  useRoute(
    session: Session,
    entry: LinkEntry,
    known: { epoch: number; tick: number } | undefined,
    leaving?: LinkEntry,
  ): void {
    const { radio } = session;
    session.radio = entry.link.kind;
    session.route = entry;
    session.leaving = leaving;
    this.push({
      type: 'route',
      member: session.member,
      link: entry.link,
      known,
      beside: leaving !== undefined,
    });
    if (radio !== undefined && radio !== entry.link.kind)
      this.move({ type: 'radio', member: session.member, radio: entry.link.kind });
  }

  /** The phone has a state: if that was on the new route, the link of before has done its work. */
  acknowledged(session: Session, entry: LinkEntry): void {
    if (!session.leaving || session.route !== entry) return;
    session.leaving = undefined;
    this.push({ type: 'settle', member: session.member });
  }

  /** Moves the states to a better link, if there is one that has been heard since the present one came up. */
  chooseRoute(session: Session, now: number): void {
    const { route, leaving } = session;
    // They go over both: there is nothing to choose until the phone has answered.
    if (route && leaving) return;
    const candidates = route
      ? session.links.filter((one) => one === route || one.heardAt > route.attachedAt)
      : session.links;
    if (candidates.length === 0 || (route && candidates.length === 1)) return;
    const measures = candidates.map((one) => ({
      kind: one.link.kind,
      rttMs: one.rttMs,
      waitingMs: one.pingedAt === undefined ? 0 : now - one.pingedAt,
    }));
    const chosen = candidates[chooseLink(measures, route ? candidates.indexOf(route) : undefined)];
    if (chosen && chosen !== route) this.useRoute(session, chosen, undefined);
  }
}
