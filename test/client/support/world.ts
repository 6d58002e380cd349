import { Subject, VirtualTimeScheduler } from 'rxjs';
import arena from '../../../hub/games/arena/game.ts';
import type { AnyGame } from '../../../hub/games/game.ts';
import { Hub, type HubOptions } from '../../../hub/hub.ts';
import type { RoomEvent } from '../../../hub/room/room-state.ts';
import type { Snapshot } from '../../../hub/room/snapshot.ts';
import { native } from '../../../hub/sealed/native.ts';
import { createMemoryPair, type MemoryPhone } from '../../../hub/transport/memory.ts';
import type { Link } from '../../../hub/transport/port.ts';
import { ClientSession } from '../../../protocol/client/session.ts';
import type { ClientEffect, ClientEvent, ClientStatus, JoinWish } from '../../../protocol/client/types.ts';
import type { Input } from '../../../protocol/inputs.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import { createSealing } from '../../../protocol/sealed/sealing.ts';

export const CODE = '4711';
export const SECRET = 'ABCDEFGHIJKLMNOPQRSTUVWXY2';

export const wish = (name: string): JoinWish => ({
  code: CODE,
  name,
  role: 'player',
  colour: 1,
  hostKey: '',
});

/** Chance that comes out the same every time. */
let drawn = 0;
const random = (count: number): Uint8Array => {
  drawn += 1;
  return Uint8Array.from({ length: count }, (_, i) => (drawn * 31 + i * 7 + (drawn >> 8)) & 0xff);
};
const sealing = createSealing({ primitives: native, random });

type PhoneOptions = Omit<ConstructorParameters<typeof ClientSession>[0], 'client' | 'random01'>;

interface Wire {
  readonly kind: LinkKind;
  readonly end: MemoryPhone;
  /** Nothing passes any more, and nobody is told. */
  silent: boolean;
}

/** One real client session whose radios are memory links of the real hub, with a delay for each radio. */
export class TestPhone {
  readonly session: ClientSession;
  readonly effects: ClientEffect[] = [];
  readonly numbered: { sequence: number; input: Input }[] = [];
  readonly states: Extract<ClientEffect, { type: 'state' }>[] = [];
  readonly wires = new Map<number, Wire>();
  /** Radios that are out of range: attempts fail. */
  readonly deadRadios = new Set<LinkKind>();
  status: ClientStatus | undefined;
  /** Attempts under way that were not called off. */
  readonly #given = new Set<number>();
  readonly #world: World;
  #timer: { unsubscribe(): void } | undefined;

  constructor(world: World, options: PhoneOptions) {
    this.#world = world;
    this.session = new ClientSession({ client: 'test', random01: () => 0.5, sealing, ...options });
  }

  handle(event: ClientEvent): readonly ClientEffect[] {
    const effects = this.session.handle(event, this.#world.now);
    for (const effect of effects) this.#carryOut(effect);
    this.#timer?.unsubscribe();
    const at = this.session.nextWakeMs;
    if (Number.isFinite(at))
      this.#timer = this.#world.at(at, () => {
        this.handle({ type: 'wake' });
      });
    return effects;
  }

  #carryOut(effect: ClientEffect): void {
    if (effect.type !== 'send') this.effects.push(effect);
    if (effect.type === 'connect') this.#connect(effect.linkId, effect.kind);
    else if (effect.type === 'send') {
      const wire = this.wires.get(effect.linkId);
      if (!wire) throw new Error(`sends on link ${effect.linkId}, which is not up`);
      if (!wire.silent) wire.end.send(effect.frame);
    } else if (effect.type === 'close') {
      this.wires.get(effect.linkId)?.end.close();
      this.#given.delete(effect.linkId);
      this.wires.delete(effect.linkId);
    } else if (effect.type === 'state') this.states.push(effect);
    else if (effect.type === 'status') this.status = effect.status;
    else if (effect.type === 'numbered') this.numbered.push(effect);
  }

  #connect(linkId: number, kind: LinkKind): void {
    this.#given.add(linkId);
    this.#world.at(this.#world.now + this.#world.delayOf(kind), () => {
      if (!this.#given.delete(linkId)) return;
      if (this.deadRadios.has(kind)) {
        this.handle({ type: 'linkDown', linkId, cause: 'out of range' });
        return;
      }
      const wire: Wire = { kind, end: this.#world.open(kind), silent: false };
      this.wires.set(linkId, wire);
      wire.end.frames$.subscribe((frame) => {
        if (this.wires.has(linkId) && !wire.silent) this.handle({ type: 'frame', linkId, frame });
      });
      wire.end.closed$.subscribe(({ detail }) => {
        if (wire.silent || !this.wires.delete(linkId)) return;
        this.handle({ type: 'linkDown', linkId, cause: detail });
      });
      this.handle({ type: 'linkUp', linkId });
    });
  }

  /** Ends every link on a radio without a goodbye; both sides see it at once. */
  cut(kind?: LinkKind): void {
    for (const wire of this.wires.values()) if (kind === undefined || wire.kind === kind) wire.end.vanish();
  }

  /** From now on nothing passes on these links, and neither side is told. */
  silence(kind?: LinkKind): void {
    for (const wire of this.wires.values()) if (kind === undefined || wire.kind === kind) wire.silent = true;
  }
}

/** The real hub and real client sessions in virtual time; only the wires between them are made for the test. */
export class World {
  readonly scheduler = new VirtualTimeScheduler(undefined, 0);
  readonly events: RoomEvent[] = [];
  /** The address that links seem to come from. */
  source: string | undefined;
  readonly snapshots = new Map<number, Snapshot>();
  readonly delays = new Map<LinkKind, number>([
    ['ble', 20],
    ['websocket', 3],
    ['tcp', 2],
  ]);
  #links$ = new Subject<Link>();
  #opened = 0;
  hub: Hub;

  /** @param more what the hub is given besides. */
  constructor(
    options: { readonly code?: string | undefined; readonly game?: AnyGame } = { code: CODE },
    more: Partial<HubOptions> = {},
  ) {
    this.hub = this.#startHub(options.code, options.game ?? arena, more);
  }

  #startHub(code: string | undefined, game: AnyGame, more: Partial<HubOptions>): Hub {
    let token = 0;
    const hub = new Hub({
      links$: this.#links$,
      game,
      catalogue: new Map([[game.meta.id, game]]),
      code,
      name: 'Test',
      roomId: 'TEST',
      hostKey: 'key',
      joinSecret: SECRET,
      plain: true,
      primitives: native,
      seed: 1,
      scheduler: this.scheduler,
      randomBytes: (count) => new Uint8Array(count).fill(++token),
      wifi: () => [],
      record: (events) => {
        this.events.push(...events);
      },
      ...more,
    });
    hub.states$.subscribe((snapshot) => this.snapshots.set(snapshot.tick, snapshot));
    hub.start();
    return hub;
  }

  get now(): number {
    return this.scheduler.now();
  }

  delayOf(kind: LinkKind): number {
    return this.delays.get(kind) ?? 1;
  }

  at(time: number, run: () => void): { unsubscribe(): void } {
    return this.scheduler.schedule(run, Math.max(0, time - this.now));
  }

  open(kind: LinkKind): MemoryPhone {
    this.#opened += 1;
    let lastAt = 0;
    const pair = createMemoryPair({
      id: `${kind}-${this.#opened}`,
      defer: (deliver) => {
        // A link keeps its order, also when it becomes faster.
        lastAt = Math.max(lastAt, this.now + this.delayOf(kind));
        this.at(lastAt, deliver);
      },
    });
    const { hub } = pair;
    this.#links$.next({
      id: hub.id,
      kind,
      remote: hub.remote,
      ...(this.source === undefined ? {} : { source: this.source }),
      maxPayload: hub.maxPayload,
      attMtu: kind === 'ble' ? 247 : 0,
      frames$: hub.frames$,
      closed$: hub.closed$,
      writable$: hub.writable$,
      trySend: (frame) => hub.trySend(frame),
      claimSlot: () => (kind === 'ble' ? 1 : 0),
      close: (detail) => hub.close(detail),
    });
    return pair.phone;
  }

  phone(options: PhoneOptions): TestPhone {
    const phone = new TestPhone(this, options);
    phone.handle({ type: 'start' });
    return phone;
  }

  /** Lets virtual time pass. */
  run(ms: number): void {
    const until = this.now + ms;
    this.scheduler.maxFrames = until;
    this.scheduler.flush();
    this.scheduler.frame = until;
  }

  /** Runs until `done`, for at most `limitMs` of virtual time. */
  until(done: () => boolean, limitMs = 30_000): void {
    const end = this.now + limitMs;
    while (!done()) {
      if (this.now >= end) throw new Error(`did not come about in ${limitMs} ms of virtual time`);
      this.run(5);
    }
  }

  /** Inputs of a member as the room got them, in order. */
  inputsOf(member: number): { sequence: number; input: Input }[] {
    return this.events.flatMap((event) =>
      event.type === 'input' && event.member === member
        ? [{ sequence: event.sequence, input: event.input }]
        : [],
    );
  }
}
