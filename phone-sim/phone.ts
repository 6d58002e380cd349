import { ClientSession } from '../protocol/client/session.ts';
import type { ClientEffect, ClientEvent, ClientMemory, ClientStatus } from '../protocol/client/types.ts';
import type { LinkKind } from '../protocol/links.ts';
import { ArenaAudit } from './arena-audit.ts';
import { type ChangeKind, GapWatch } from './gap-watch.ts';
import { LatencyProbe } from './latency-probe.ts';
import { MatchStarter } from './match-starter.ts';
import type { PhoneLink } from './phone-link.ts';
import type { PhoneOptions } from './phone-options.ts';
import { playAsBot } from './policy.ts';
import { type CancelTimer, type Clock, RealClock } from './radio/clock.ts';
import { simSealing } from './sealing.ts';
import type { Measures } from './statistics.ts';

type StateEffect = Extract<ClientEffect, { type: 'state' }>;

/** A scripted player on a real client session; what differs between radios is behind {@link OpenPhoneLink}. */
export class SimPhone {
  readonly options: PhoneOptions;
  readonly transport: LinkKind;
  readonly #probe = new LatencyProbe();
  readonly gaps = new GapWatch();
  inputsSent = 0;
  statesReceived = 0;
  bytesReceived = 0;
  member: number | undefined;
  slot = 0;
  status: ClientStatus = 'connecting';
  /** The last thing that went wrong, in words. */
  trouble = '';
  readonly audit = new ArenaAudit();
  readonly #session: ClientSession;
  readonly #links = new Map<number, { readonly kind: LinkKind; readonly link: PhoneLink }>();
  readonly #closing = new Set<Promise<void>>();
  readonly #clock: Clock;
  readonly #random01: () => number;
  #game = '';
  #tickMs = 0;
  #view: StateEffect | undefined;
  #stopTimer: CancelTimer = () => undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #stopInputs: CancelTimer = () => undefined;
  readonly #starter: MatchStarter;
  #changed: (() => void)[] = [];
  #goodbyes = true;

  constructor(options: PhoneOptions) {
    this.options = options;
    this.#clock = options.clock ?? new RealClock();
    this.#starter = new MatchStarter(
      this.#clock,
      () => this.#dueCommand(),
      (command) => this.#handle({ type: 'command', command, member: 0, argument: '' }),
    );
    this.#random01 = options.random01 ?? Math.random;
    const [first] = options.radios.keys();
    if (!first) throw new RangeError('a phone needs a radio');
    const kinds = options.kinds ?? [first];
    this.transport = kinds[0] ?? first;
    const [token, ...spareTokens] = options.tokens ?? [];
    this.#session = new ClientSession({
      client: 'partyline phone-sim',
      kinds,
      dual: options.dual ?? false,
      random01: this.#random01,
      ...(options.plain ? { plain: true } : { sealing: options.sealing ?? simSealing }),
      ...(options.decoding ? { decoding: options.decoding } : {}),
      memory: {
        token,
        spareTokens,
        join: {
          code: options.code,
          secret: options.secret ?? '',
          name: options.name,
          role: options.role ?? 'player',
          colour: options.colour ?? 0,
          hostKey: options.hostKey ?? '',
        },
      },
    });
  }

  /** Connects, joins and begins to play. */
  start(): void {
    this.#handle({ type: 'start' });
    const every = 1000 / this.options.inputsPerSecond;
    if (!Number.isFinite(every)) return;
    // Phones of one process do not all push in the same millisecond.
    let due = this.#clock.now() + this.#random01() * every;
    const wait = (): void => {
      this.#stopInputs = this.#clock.setTimer(Math.max(0, due - this.#clock.now()), () => {
        // A process that was stopped for a while does not make up for it.
        due = Math.max(due + every, this.#clock.now());
        wait();
        this.#play();
      });
    };
    wait();
  }

  /** Round trips of its inputs. */
  get rtt(): Measures {
    return this.#probe.rtt;
  }

  get inputs(): ClientSession['inputs'] {
    return this.#session.inputs;
  }

  /** The newest state that this phone has seen. */
  get state(): StateEffect | undefined {
    return this.#view;
  }

  /** Does what a person would do: push, chat, command. */
  act(event: Extract<ClientEvent, { type: 'input' | 'chat' | 'emote' | 'command' | 'foreground' }>): void {
    this.#handle(event);
  }

  #play(): void {
    if (!this.#view || this.status !== 'playing') return;
    const { view } = this.#view;
    const me = this.member === undefined ? undefined : view.shared.room.members.get(this.member);
    const input = (this.options.policy ?? playAsBot)(
      { view, seat: me?.seat, game: this.#game },
      this.#random01,
    );
    if (input) this.#handle({ type: 'input', input });
  }

  #handle(event: ClientEvent): void {
    const now = this.#clock.now();
    for (const effect of this.#session.handle(event, now)) this.#carryOut(effect, now);
    this.#setTimer(now);
    const waiting = this.#changed;
    this.#changed = [];
    for (const look of waiting) look();
  }

  #setTimer(now: number): void {
    const at = this.#session.nextWakeMs;
    // A timer that rings too early does no harm; setting it anew for every frame would cost.
    if (at >= this.#timerAt) return;
    this.#stopTimer();
    this.#timerAt = at;
    this.#stopTimer = this.#clock.setTimer(Math.max(0, at - now), () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#handle({ type: 'wake' });
    });
  }

  #carryOut(effect: ClientEffect, now: number): void {
    this.options.watch?.(effect);
    switch (effect.type) {
      case 'connect':
        return this.#connect(effect.linkId, effect.kind);
      case 'send':
        return this.#links.get(effect.linkId)?.link.send(effect.frame);
      case 'tune':
        return this.#links.get(effect.linkId)?.link.tune(effect.attMtu, effect.slot);
      case 'close':
        return this.#close(effect.linkId);
      case 'welcome':
        if (this.member !== effect.welcome.member || !effect.welcome.resumed) this.#newSession();
        this.member = effect.welcome.member;
        this.slot = effect.welcome.slot || this.slot;
        return;
      case 'game':
        this.#game = effect.descriptor.id;
        this.#tickMs = effect.descriptor.tickMs;
        return;
      case 'numbered':
        this.inputsSent += 1;
        this.#probe.sent(effect.sequence, now);
        this.audit.numbered(effect.sequence, effect.input);
        return;
      case 'state':
        return this.#state(effect, now);
      case 'status':
        this.status = effect.status;
        return;
      case 'error':
        this.trouble = effect.sentence;
        return;
      case 'remember':
        return this.#remember(effect.memory);
      default:
        return;
    }
  }

  #remember({ token, spareTokens = [] }: ClientMemory): void {
    this.options.remember?.(token === undefined ? [] : [token, ...spareTokens]);
  }

  #newSession(): void {
    this.#probe.reset();
    this.audit.reset();
  }

  #connect(linkId: number, kind: LinkKind): void {
    const open = this.options.radios.get(kind);
    if (!open) throw new Error(`this phone has no ${kind}`);
    const link = open({
      up: () => this.#handle({ type: 'linkUp', linkId }),
      frame: (frame) => {
        this.bytesReceived += frame.length;
        this.#handle({ type: 'frame', linkId, frame });
      },
      down: (cause) => {
        this.#links.delete(linkId);
        this.trouble = cause;
        this.#handle({ type: 'linkDown', linkId, cause });
      },
    });
    this.#links.set(linkId, { kind, link });
  }

  #close(linkId: number): void {
    const known = this.#links.get(linkId);
    this.#links.delete(linkId);
    if (!this.#goodbyes) return known?.link.cut();
    const closing = known?.link.close();
    if (!closing) return;
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }

  #state(effect: StateEffect, now: number): void {
    this.#view = effect;
    this.statesReceived += 1;
    const { shared } = effect.view;
    this.options.divergence?.saw(effect.epoch, effect.tick, shared);
    this.gaps.state(effect.linkId, now, shared.room.phase === 'playing' ? this.#tickMs : 0);
    this.#probe.acknowledged(effect.applied, now);
    if (this.#game === 'arena' && this.member !== undefined)
      this.audit.state(effect.view, this.member, effect.applied);
    if (this.options.startsMatch !== false) this.#starter.look();
  }

  #dueCommand(): 'start' | 'again' | undefined {
    const room = this.#view?.view.shared.room;
    if (!room || room.host !== this.member || this.status !== 'playing') return undefined;
    if (room.phase === 'lobby') return 'start';
    return room.phase === 'over' ? 'again' : undefined;
  }

  /** Changes to another of its radios without a goodbye: `cold` loses the old link first, `warm` has both for a moment. */
  switchTo(kind: LinkKind, how: ChangeKind): void {
    const old = [...this.#links];
    this.#goodbyes = false;
    const [lastLink, { kind: from } = { kind: this.transport }] = old.at(-1) ?? [0];
    this.gaps.begins({ how, from, to: kind, lastLink });
    if (how === 'cold') {
      for (const [linkId, { link }] of old) {
        this.#links.delete(linkId);
        link.cut();
      }
    }
    this.#handle({ type: 'kinds', kinds: [kind] });
    if (how === 'cold')
      for (const [linkId] of old) this.#handle({ type: 'linkDown', linkId, cause: 'changed radio' });
  }

  /** Loses every link without a goodbye, as when the phone is out of range; it will come back by itself. */
  cut(): void {
    for (const [linkId, { link }] of [...this.#links]) {
      this.#links.delete(linkId);
      link.cut();
      this.#handle({ type: 'linkDown', linkId, cause: 'cut' });
    }
  }

  /** Resolves once `test` holds; it is asked after everything that happens to this phone. */
  async until(test: (phone: SimPhone) => boolean): Promise<void> {
    while (!test(this)) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }

  /** Makes no more inputs of its own. */
  stopPlaying(): void {
    this.#stopInputs();
    this.#starter.stop();
  }

  /** Leaves the room and ends every link in the proper way. */
  async leave(): Promise<void> {
    this.stopPlaying();
    this.#goodbyes = true;
    this.#handle({ type: 'leave' });
    this.#stopTimer();
    await Promise.all(this.#closing);
  }
}
