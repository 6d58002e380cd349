import {
  interval,
  map,
  type Observable,
  type SchedulerLike,
  Subject,
  type Subscription,
  share,
  tap,
} from 'rxjs';
import type { ErrorName } from '../protocol/errors.ts';
import { features, limits, PROTOCOL_VERSION } from '../protocol/limits.ts';
import { traitsOf } from '../protocol/links.ts';
import type { MessageOf } from '../protocol/messages.ts';
import type { Primitives } from '../protocol/sealed/primitives.ts';
import { pure } from '../protocol/sealed/pure.ts';
import type { AnyGame } from './games/game.ts';
import { GameFault } from './games/guard.ts';
import { carryOut } from './pipeline/carry-out.ts';
import { JoinGate } from './pipeline/join-gate.ts';
import { linkEvents } from './pipeline/link-events.ts';
import { Outputs } from './pipeline/outputs.ts';
import type { SessionEffect } from './pipeline/session.ts';
import { SessionBook } from './pipeline/session-book.ts';
import { isTicking, states } from './pipeline/states.ts';
import type { Batch } from './recording/batch-codec.ts';
import { openRoom, putAside } from './room/aside.ts';
import { type RoomEvent, type RoomState, seatsTaken } from './room/room-state.ts';
import { nextSnapshot, type Snapshot } from './room/snapshot.ts';
import type { SavedHub } from './saved.ts';
import { type PakeEngine, pakeInPlace } from './sealed/pake-engine.ts';
import type { Link } from './transport/port.ts';

const HOUSEKEEPING_MS = 250;

export interface HubOptions {
  /** Links of all transports; each is emitted once. */
  readonly links$: Observable<Link>;
  readonly game: AnyGame;
  readonly catalogue: ReadonlyMap<string, AnyGame>;
  /** Undefined lets everybody in. */
  readonly code: string | undefined;
  /** Makes another code when this one is guessed at or has grown old; missing where it is to stay. */
  readonly drawCode?: () => string;
  /** Chance that nobody can foresee, 0 up to 1; default Math.random. */
  readonly random01?: () => number;
  readonly name: string;
  readonly roomId: string;
  readonly hostKey: string;
  /** What the QR code lets people in with, 128 bits as text; default none. Changes with the code. */
  readonly joinSecret?: string;
  readonly drawSecret?: () => string;
  /** Lets links in that do not seal; default not. */
  readonly plain?: boolean;
  /** Where joins are answered; default right where they are asked for. */
  readonly pakes?: PakeEngine;
  readonly primitives?: Primitives;
  readonly seed: number;
  /** Goes on from here instead of from an empty room: everybody is away until they resume. */
  readonly saved?: SavedHub;
  readonly graceMs?: number;
  readonly scheduler: SchedulerLike;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Bluetooth adapters of the hub; default one. */
  readonly adapters?: () => number;
  /** Where the hub is reached by Wi-Fi, such as `192.168.1.20:8080`. */
  readonly wifi: () => readonly string[];
  readonly late?: (ms: number) => void;
  /** Games that are put aside from the start, by id, each with a sentence that says why. */
  readonly aside?: ReadonlyMap<string, string>;
  /** Told once for each game that phones cannot read, in a sentence for people. */
  readonly unreadable?: (words: string) => void;
  /** Told once for each game that is put aside, in a sentence for people. */
  readonly fault?: (words: string) => void;
  /** Tries a game that somebody chose for the first time. @returns a sentence if it is no good. */
  readonly rehearse?: (game: AnyGame) => string | undefined;
  readonly record?: (events: readonly RoomEvent[], tick: number) => void;
  /** Told what broke the stream of states: no more of them come. Left out, the error is nobody's and ends the process. */
  readonly failed?: (error: unknown) => void;
}

/** The running game: everything between the links and the states, with time and chance given from outside. */
export class Hub {
  readonly #options: HubOptions;
  readonly #outputs = new Outputs((fault) => this.blame(fault));
  readonly #book: SessionBook;
  readonly #invitation$ = new Subject<MessageOf<'invite'>>();
  readonly #own$ = new Subject<readonly SessionEffect[]>();
  /** The next tick, or whatever else must know all that came, is here. */
  readonly #due$ = new Subject<void>();
  readonly #states$: Observable<Snapshot>;
  readonly #pakes: PakeEngine;
  #newest: Snapshot;
  #ticking = false;
  /** What led to the states that come next. */
  #taken: Batch[] = [];
  #running: Subscription | undefined;
  /** Games of which a fault is on its way to the room. */
  readonly #blamed = new Set<string>();
  #unreadable: number | undefined;

  constructor(options: HubOptions) {
    this.#options = options;
    const { scheduler, catalogue, late } = options;
    const { saved } = options;
    const firstTick = saved?.tick ?? 1;
    this.#newest = this.#first(firstTick);
    const initial = this.#newest.state;
    this.#book = new SessionBook({
      gate: new JoinGate({
        code: options.code,
        draw: options.drawCode,
        secret: options.joinSecret,
        drawSecret: options.drawSecret,
        random01: options.random01 ?? Math.random,
      }),
      catalogue,
      room: () => this.#newest.state,
      shared: () => this.#newest.shared.game,
      describe: (link) => this.describe(link),
      roomId: options.roomId,
      hostKey: options.hostKey,
      graceMs: options.graceMs ?? limits.graceMs,
      unreadable: (reason) => this.#cannotRead(reason),
      ...(options.rehearse ? { rehearse: options.rehearse } : {}),
      plain: options.plain ?? false,
      primitives: options.primitives ?? pure,
      randomBytes: options.randomBytes,
    });
    this.#pakes = options.pakes ?? pakeInPlace(options.randomBytes);
    const events$ = carryOut(
      (effect) => this.#perform(effect),
      options.links$.pipe(
        linkEvents({
          now: () => this.#now(),
          // A phone whose states are held back gets them again at its first sign of life, not with the next tick.
          mayWait: ({ entry }) => this.#ticking && entry?.held === false,
          read$: this.#due$,
        }),
        map((event) => this.#book.handle(event)),
      ),
      interval(HOUSEKEEPING_MS, scheduler).pipe(
        tap(() => this.#due$.next()),
        map(() => this.#book.advance(this.#now())),
      ),
      this.#own$,
    );
    this.#states$ = events$.pipe(
      states(initial, {
        catalogue,
        scheduler,
        firstTick,
        due: () => this.#due$.next(),
        ...(late ? { late } : {}),
        prove: (snapshot, before) => this.#outputs.prove(snapshot, before),
        took: (events, tick) => this.#taken.push({ events, tick }),
      }),
      // Before it is shared: the phones come first.
      tap((snapshot) => this.#show(snapshot)),
      share(),
    );
  }

  /** The authoritative stream: what every screen sees. Shared; begins with the next state. */
  get states$(): Observable<Snapshot> {
    return this.#states$;
  }

  /** The code as it stands now, and whether somebody tries codes out. */
  get invitation(): MessageOf<'invite'> {
    return this.#book.invitation;
  }

  /** Emits the invitation whenever it has changed. */
  get invitation$(): Observable<MessageOf<'invite'>> {
    return this.#invitation$;
  }

  get state(): RoomState {
    return this.#newest.state;
  }

  /** Games that may be chosen, by id. */
  get catalogue(): HubOptions['catalogue'] {
    return this.#options.catalogue;
  }

  get tick(): number {
    return this.#newest.tick;
  }

  get sessions(): SessionBook['sessions'] {
    return this.#book.sessions;
  }

  get links(): SessionBook['links'] {
    return this.#book.links;
  }

  /** @returns the newest input of a member that is in the newest state; 0 before the first. */
  applied(member: number): number {
    return this.#outputs.applied(member);
  }

  /** Inputs by member that a state took in though it had them already. Must stay empty; counted behind the sessions to keep watch on them. */
  get appliedTwice(): ReadonlyMap<number, number> {
    return this.#outputs.appliedTwice;
  }

  get counters(): SessionBook['counters'] & Outputs['counters'] {
    return { ...this.#book.counters, ...this.#outputs.counters };
  }

  /** The `hub` message for one link; the Info characteristic reads the same bytes. */
  describe(link: Pick<Link, 'attMtu' | 'slotsFree'>): MessageOf<'hub'> {
    const { name, roomId, code, wifi } = this.#options;
    const { game } = this.state;
    const seatsFree = Math.max(0, game.meta.seats.max - seatsTaken(this.state).length);
    return {
      type: 'hub',
      version: PROTOCOL_VERSION,
      features: features.dualHomed,
      attMtu: link.attMtu,
      slotsFree: link.slotsFree ?? this.#slotsFree(),
      seatsFree: Math.min(seatsFree, 0xffff),
      codeNeeded: code !== undefined,
      room: roomId,
      name,
      game: game.meta.id,
      wifi: wifi().slice(0, 8),
    };
  }

  /** Places left on all adapters, for those who are not on one. */
  #slotsFree(): number {
    const used = [...this.#book.links.values()].filter(
      (e) => traitsOf(e.link.kind).needsSlot && e.session,
    ).length;
    const all = (this.#options.adapters?.() ?? 1) * limits.slots;
    return Math.min(0xff, Math.max(0, all - used));
  }

  start(): void {
    this.#outputs.show(this.#newest);
    const { failed } = this.#options;
    this.#running = this.#states$.subscribe(failed ? { error: failed } : {});
    const { saved } = this.#options;
    this.#tellAside(saved?.room.aside ?? this.#options.aside ?? new Map());
    if (!saved) return;
    this.#outputs.restore(saved.sessions.map(({ member, accepted }) => [member, accepted] as const));
    this.#own$.next(this.#book.restore(saved.sessions, this.#now()));
  }

  /** The state that the hub begins with; a game that cannot show it is put aside right away. */
  #first(tick: number): Snapshot {
    const { saved, game, seed, catalogue, aside } = this.#options;
    if (!saved) return nextSnapshot(tick, openRoom(game, seed, catalogue, aside));
    // A phone may have seen states that the crash took with it: in a new epoch their ticks mean nothing any more.
    const room = { ...saved.room, epoch: (saved.room.epoch + 1) & 0xff };
    try {
      return nextSnapshot(tick, room);
    } catch (error) {
      if (!(error instanceof GameFault)) throw error;
      return nextSnapshot(tick, putAside(room, error.game, error.words(tick), catalogue));
    }
  }

  /** A phone cannot read the game that is on: that is said once, whatever phones send. */
  #cannotRead(reason: string): void {
    const { epoch, game } = this.state;
    if (this.#unreadable === epoch) return;
    this.#unreadable = epoch;
    const { title, id } = game.meta;
    this.#options.unreadable?.(`A phone or screen cannot read the game ${title} (${id}): ${reason}`);
  }

  /** Puts a game aside that did what it must not. */
  blame(fault: GameFault): void {
    this.putAside(fault.game, fault.words(this.tick));
  }

  /** Tells the room that a game is no good, in its turn: whoever finds out may be in the middle of showing a state. */
  putAside(game: string, words: string): void {
    if (this.#blamed.has(game)) return;
    this.#blamed.add(game);
    const event: RoomEvent = { type: 'fault', game, words };
    this.#options.scheduler.schedule(() => this.#own$.next([{ type: 'room', event }]), 0);
  }

  /** The time of the sessions, in whole milliseconds. */
  #now(): number {
    return Math.floor(this.#options.scheduler.now());
  }

  #pake({ entry, job }: Extract<SessionEffect, { type: 'pake' }>): void {
    this.#pakes.answer(entry.source.key, job, (result) =>
      this.#own$.next(this.#book.paked(entry, job, result, this.#now())),
    );
  }

  #show(snapshot: Snapshot): void {
    const { aside } = this.#newest.state;
    this.#newest = snapshot;
    this.#ticking = isTicking(snapshot.state);
    const taken = this.#taken;
    this.#taken = [];
    for (const { events } of taken) {
      this.#outputs.took(events);
      this.#book.arrived(events);
    }
    this.#outputs.show(snapshot);
    // Phones first here too: writing down what led to a state can wait until that is on its way.
    for (const { events, tick } of taken) this.#options.record?.(events, tick);
    this.#tellAside(aside);
    for (const id of this.#blamed) if (snapshot.state.aside.has(id)) this.#blamed.delete(id);
  }

  /** Says which games were put aside since. */
  #tellAside(known: ReadonlyMap<string, string>): void {
    const { aside } = this.state;
    if (aside === known) return;
    for (const [id, words] of aside) if (!known.has(id)) this.#options.fault?.(words);
  }

  /** The hub as of its newest state. Inputs that came since are not in it: phones are asked for them again. */
  save(): SavedHub {
    const { tick, state } = this.#newest;
    // A number whose member has just left may have been given out again to somebody who is not in this state yet.
    const sessions = [...this.sessions.values()]
      .filter(({ member, name, role }) => {
        const seen = state.members.get(member);
        return seen?.name === name && seen.role === role;
      })
      .map(({ member, token, formerToken, plain, name, role }) => ({
        member,
        token,
        formerToken,
        plain,
        name,
        role,
        accepted: this.applied(member),
      }));
    return { tick, room: state, sessions };
  }

  #perform(effect: SessionEffect): void {
    if (effect.type === 'invitation') this.#invitation$.next(effect.invitation);
    else if (effect.type === 'pake') this.#pake(effect);
    else this.#outputs.carryOut(effect);
  }

  /** Tells every phone why and ends all links; nothing moves any more after that. */
  stop(why: ErrorName): void {
    // Not by way of the stream: where that is broken nothing passes any more, and the phones must hear of it all the same.
    for (const effect of this.#book.closeAll(why)) this.#perform(effect);
    this.#running?.unsubscribe();
    this.#running = undefined;
  }
}
