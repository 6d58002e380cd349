import { Subject, type Subscription, VirtualTimeScheduler } from 'rxjs';
import arena from '../../../hub/games/arena/game.ts';
import type { AnyGame } from '../../../hub/games/game.ts';
import pong from '../../../hub/games/pong/game.ts';
import { Hub } from '../../../hub/hub.ts';
import type { RoomEvent } from '../../../hub/room/room-state.ts';
import type { Snapshot } from '../../../hub/room/snapshot.ts';
import type { SavedHub } from '../../../hub/saved.ts';
import { native } from '../../../hub/sealed/native.ts';
import type { Link } from '../../../hub/transport/port.ts';
import { SharedDecoding } from '../../../phone-sim/shared-decoding.ts';
import type { LinkKind } from '../../../protocol/links.ts';
import { createSealing } from '../../../protocol/sealed/sealing.ts';
import { fixedRandom } from '../../protocol/sealed/support/conversation.ts';
import { chance } from './chance.ts';
import { FaultyLink, type Weather } from './faulty-link.ts';
import { type Ether, FaultyPhone } from './faulty-phone.ts';
import type { Model } from './model.ts';
import type { Plan } from './plan.ts';

const games: ReadonlyMap<string, AnyGame> = new Map(
  [arena, pong].map((game) => [game.meta.id, game as AnyGame]),
);

/** A Bluetooth link whose other end is out of range ends after the supervision timeout. */
export const SUPERVISION_MS = 4_000;
/** What a restart adds, as the store does. */
const EPOCH_JUMP = 7;

/** The real hub and real client sessions in virtual time, on links that fail as a plan says; what happens is told to the model. */
export class FaultyWorld implements Ether {
  readonly phones: readonly FaultyPhone[];
  readonly weather: Readonly<Record<'ble' | 'websocket', Weather>> = {
    ble: { delayMs: 15, doubles: false },
    websocket: { delayMs: 2, doubles: false },
  };
  readonly #time = new VirtualTimeScheduler(undefined, 0);
  readonly #model: Model;
  readonly #game: AnyGame;
  readonly #graceMs: number;
  readonly #links = new Set<FaultyLink>();
  readonly #saves: { readonly at: number; readonly saved: SavedHub }[] = [];
  readonly #random01: () => number;
  #links$ = new Subject<Link>();
  #hub: Hub | undefined;
  #watching: Subscription | undefined;
  #opened = 0;
  #tokens = 0;

  constructor(plan: Plan, model: Model) {
    this.#model = model;
    this.#graceMs = plan.graceMs;
    this.#random01 = chance(plan.seed ^ 0x5eed);
    const game = games.get(plan.game);
    if (!game) throw new Error(`no game ${plan.game}`);
    this.#game = game;
    this.#startHub(undefined);
    const decoding = new SharedDecoding();
    const sealing = createSealing({ primitives: native, random: fixedRandom(plan.seed) });
    this.phones = plan.phones.map(({ dual, inputsOver, first }, n) => {
      const kinds: LinkKind[] = first === 'ble' ? ['ble', 'websocket'] : ['websocket', 'ble'];
      const saw = (state: Parameters<Model['decoded']>[1]): void => model.decoded(n, state);
      const random01 = this.#random01;
      const options = { name: `Phone ${n}`, kinds, dual, inputsOver, decoding, random01, sealing, saw };
      return new FaultyPhone(this, options);
    });
  }

  get now(): number {
    return this.#time.now();
  }

  get hub(): Hub | undefined {
    return this.#hub;
  }

  at(time: number, run: () => void): { unsubscribe(): void } {
    return this.#time.schedule(run, Math.max(0, time - this.now));
  }

  delayOf(kind: LinkKind): number {
    return kind === 'ble' || kind === 'websocket' ? this.weather[kind].delayMs : 1;
  }

  open(kind: LinkKind, phone: Parameters<Ether['open']>[1]): FaultyLink | undefined {
    if (!this.#hub || (kind !== 'ble' && kind !== 'websocket')) return undefined;
    this.#opened += 1;
    const link = new FaultyLink(`${kind}-${this.#opened}`, kind, this.weather[kind], this, phone);
    this.#links.add(link);
    this.#links$.next(link);
    return link;
  }

  #startHub(saved: SavedHub | undefined): void {
    this.#links$ = new Subject<Link>();
    const hub = new Hub({
      links$: this.#links$,
      game: this.#game,
      catalogue: games,
      code: undefined,
      name: 'Test',
      roomId: 'TEST',
      hostKey: 'key',
      seed: 1,
      scheduler: this.#time,
      randomBytes: (count) => {
        this.#tokens += 1;
        return new Uint8Array(count).fill(this.#tokens & 0xff).fill(this.#tokens >>> 8, 1, 2);
      },
      wifi: () => [],
      graceMs: this.#graceMs,
      ...(saved ? { saved } : {}),
      record: (events: readonly RoomEvent[], tick: number) => this.#model.batch(events, tick, this.now),
    });
    this.#hub = hub;
    const show = (snapshot: Snapshot): void => {
      this.#model.state(snapshot);
      this.#saves.push({ at: this.now, saved: hub.save() });
      if (this.#saves.length > 16) this.#saves.shift();
    };
    // The hub's own subscription comes first: a save made here is of this very state.
    hub.start();
    this.#watching = hub.states$.subscribe(show);
    this.#saves.push({ at: this.now, saved: hub.save() });
  }

  /** The process is gone, with what was not saved yet and every link. */
  crash(saveAgeMs: number, downMs: number, isNoticed: boolean): void {
    const hub = this.#hub;
    if (!hub) return;
    const isOldEnough = ({ at }: { readonly at: number }): boolean => at <= this.now - saveAgeMs;
    const kept = this.#saves.findLast(isOldEnough)?.saved ?? this.#saves[0]?.saved;
    if (!kept) throw new Error('nothing was saved');
    this.#hub = undefined;
    this.#links$.complete();
    for (const link of this.#links) link.hubDied(isNoticed);
    this.#links.clear();
    this.#watching?.unsubscribe();
    hub.stop('internal');
    this.#saves.length = 0;
    this.#model.rolledBack(kept);
    const epoch = (kept.room.epoch + EPOCH_JUMP) & 0xff;
    this.at(this.now + downMs, () => this.#startHub({ ...kept, room: { ...kept.room, epoch } }));
  }

  /** Lets virtual time pass. */
  run(ms: number): void {
    const until = this.now + ms;
    this.#time.maxFrames = until;
    this.#time.flush();
    this.#time.frame = until;
  }

  /** Runs until `done`. @returns whether that came about in `limitMs` of virtual time. */
  until(done: () => boolean, limitMs: number): boolean {
    const end = this.now + limitMs;
    while (!done()) {
      if (this.now >= end) return false;
      this.run(20);
    }
    return true;
  }
}
