import type { SchedulerAction, SchedulerLike, Subscription } from 'rxjs';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import { GameFault } from '../games/guard.ts';
import type { WrittenBatch } from '../recording/batch-codec.ts';
import type { RoomState } from '../room/room-state.ts';
import type { SavedHub } from '../saved.ts';
import {
  appendStored,
  checkpointKey,
  logKey,
  PULSE,
  type RoomIdentity,
  writeCheckpoint,
  writeLog,
  writePulse,
} from './records.ts';
import type { Entry, Shelf } from './shelf.ts';

/** How often what is written; milliseconds and bytes. */
const keeperRules = {
  /** Batches wait this long at most before they are on their way to the disk; inputs in them are asked again after a crash. */
  flushMs: 80,
  /** A room that lived this long after a restart is healthy. */
  firstCheckpointMs: 1_000,
  checkpointMs: 5_000,
  /** While nothing happens the store still says that the hub lives. */
  pulseMs: 5_000,
  /** After a failure the store is tried again this much later. */
  retryMs: 10_000,
  /** More than this waiting for a slow disk: the log is given up for a new checkpoint. */
  waitingBytes: 4 * 1024 * 1024,
} as const;

/** What the keeper saves, read when it writes. */
export interface Kept {
  save(): SavedHub;
  /** Takes note of a game whose state cannot be written down. */
  blame(fault: GameFault): void;
  /** Tokens of the sessions there are, by member. */
  readonly sessions: ReadonlyMap<number, { readonly token: Uint8Array }>;
}

export interface KeeperOptions {
  readonly identity: RoomIdentity;
  /** Which build of the program writes. */
  readonly code?: string;
  readonly shelf: Shelf;
  /** Opens the shelf anew after a failure. */
  readonly reopen: () => Promise<Shelf>;
  /** For when things are due: a clock that does not jump. */
  readonly scheduler: SchedulerLike;
  /** For the next start: milliseconds since 1970. */
  readonly date: () => number;
  /** Told one sentence for people, once for each run of failures. */
  readonly say: (sentence: string) => void;
}

const withoutGame = ({ game: _, ...rest }: RoomState): Omit<RoomState, 'game'> => rest;

/** Writes a hub into its store while it plays: the log all the time, checkpoints now and then. No tick ever waits for it. */
export class Keeper {
  readonly counters = { storeWrites: 0, storeBytes: 0, storeCheckpoints: 0, storeFailures: 0 };
  readonly #options: KeeperOptions;
  readonly #hub: Kept;
  #shelf: Shelf | undefined;
  #log = new ByteWriter(4096);
  #logFirst = 0;
  #lastTick = 0;
  /** Ticks by which records on the shelf are known. */
  #logs: number[] = [];
  #checkpoints: number[] = [];
  #writing: Promise<void> | undefined;
  #checkpointDue = 0;
  #pulseDue = 0;
  #retryDue = 0;
  #attempts = 0;
  #timer: Subscription | undefined;
  #lookAt = 0;
  #complained = false;
  #identity: RoomIdentity;
  /** Who the room is has changed, and the store does not know. */
  #renamed = false;

  constructor(hub: Kept, options: KeeperOptions) {
    this.#hub = hub;
    this.#options = options;
    this.#shelf = options.shelf;
    this.#identity = options.identity;
  }

  /** Makes `saved` all that the store holds, on the disk when it resolves, and begins to write. Never rejects: a failure is said and counted. */
  async begin(saved: SavedHub, attempts: number, old: readonly string[]): Promise<void> {
    this.#attempts = attempts;
    await this.#write(saved, false, old);
    this.#checkpointDue = this.#options.scheduler.now() + keeperRules.firstCheckpointMs;
    this.#lookIn(keeperRules.flushMs);
  }

  /** Takes a batch before it is applied. */
  record({ events, tick, bytes }: WrittenBatch): void {
    this.#lastTick = tick;
    if (!this.#shelf) return;
    if (this.#log.length > keeperRules.waitingBytes) {
      this.#log = new ByteWriter(4096);
      this.#checkpointDue = 0;
    }
    const tokens = new Map<number, Uint8Array>();
    for (const event of events) {
      if (event.type !== 'join' && event.type !== 'back' && event.type !== 'radio') continue;
      const session = this.#hub.sessions.get(event.member);
      if (session) tokens.set(event.member, session.token);
    }
    if (this.#log.length === 0) {
      this.#logFirst = tick;
      this.#lookIn(keeperRules.flushMs);
    }
    appendStored(this.#log, bytes, tokens);
  }

  /** The room is another to those who look for it, such as after a new join code: written with the next look at the store. */
  identify(identity: RoomIdentity): void {
    this.#identity = identity;
    this.#renamed = true;
    this.#lookIn(keeperRules.flushMs);
  }

  /** What is being written now, if anything is. */
  get writing(): Promise<void> | undefined {
    return this.#writing;
  }

  /** Writes all there is and closes the store. @param asked somebody wanted the end; else the hub dies, and the next one is to go on. */
  async stop(asked = true): Promise<void> {
    this.#timer?.unsubscribe();
    await this.#writing;
    if (this.#shelf) await this.#write(this.#hub.save(), asked);
    await this.#shelf?.close().catch(() => undefined);
    this.#shelf = undefined;
  }

  /** Looks after the store in so many milliseconds, unless it will sooner: a room in which nothing happens wakes nobody. */
  #lookIn(ms: number): void {
    const { scheduler } = this.#options;
    const at = scheduler.now() + ms;
    if (this.#timer && this.#lookAt <= at) return;
    this.#timer?.unsubscribe();
    this.#lookAt = at;
    const look = (): number => {
      const now = scheduler.now();
      const wait = this.#look(now);
      this.#lookAt = now + wait;
      return wait;
    };
    // While there is play it looks at a steady beat: a timer that goes on costs next to nothing, a new one every time does not.
    this.#timer = scheduler.schedule(function (this: SchedulerAction<undefined>) {
      this.schedule(undefined, look());
    }, ms);
  }

  /** @returns in how many milliseconds to look again. */
  #look(now: number): number {
    // Where something was written there is play, and more to come: it stays awake until a look finds nothing.
    const isPlay = this.#log.length > 0;
    if (!this.#writing) {
      const work = this.#due(now);
      this.#writing = work?.finally(() => {
        this.#writing = undefined;
      });
    }
    const next = !this.#shelf ? this.#retryDue : isPlay ? now : this.#pulseDue;
    return Math.max(keeperRules.flushMs, Math.ceil(next - now));
  }

  #due(now: number): Promise<void> | undefined {
    if (!this.#shelf) return now >= this.#retryDue ? this.#retry() : undefined;
    if (this.#log.length === 0 && !this.#renamed)
      return now >= this.#pulseDue ? this.#write(undefined, false) : undefined;
    if (now < this.#checkpointDue && !this.#renamed) return this.#write(undefined, false);
    this.#attempts = 0;
    this.#checkpointDue = now + keeperRules.checkpointMs;
    return this.#write(this.#hub.save(), false);
  }

  /** One step on the shelf: the log as it waits, a pulse and, with `saved`, a checkpoint that makes older records needless. */
  async #write(saved: SavedHub | undefined, stopped: boolean, old: readonly string[] = []): Promise<void> {
    if (!this.#shelf) return;
    const { scheduler, date, say } = this.#options;
    const at = date();
    this.#pulseDue = scheduler.now() + keeperRules.pulseMs;
    const put: Entry[] = [];
    const remove: string[] = [...old];
    if (this.#log.length > 0) {
      put.push([logKey(this.#logFirst), writeLog(this.#logFirst, this.#log.finish())]);
      this.#logs.push(this.#logFirst);
      this.#log = new ByteWriter(4096);
    }
    if (saved) {
      this.#renamed = false;
      const record = this.#checkpoint(saved, at);
      if (record) {
        put.push([checkpointKey(saved.tick), record]);
        remove.push(...this.#outdated(saved.tick));
        this.counters.storeCheckpoints += 1;
      }
    }
    put.push([PULSE, writePulse({ at, tick: saved?.tick ?? this.#lastTick, stopped })]);
    const written = new Set(put.map(([key]) => key));
    try {
      await this.#shelf.write({ put, remove: remove.filter((key) => !written.has(key)) });
      this.counters.storeWrites += 1;
      for (const [, record] of put) this.counters.storeBytes += record.length;
      if (this.#complained) say('The store can be written again.');
      this.#complained = false;
    } catch (error) {
      await this.#failed(error);
    }
  }

  /** @returns a whole hub as a record; undefined where its game keeps what cannot be written down, which is told. */
  #checkpoint({ tick, room, sessions }: SavedHub, at: number): Uint8Array | undefined {
    const { code } = this.#options;
    const identity = this.#identity;
    const gameId = room.game.meta.id;
    const checkpoint = { identity, at, tick, sessions, gameId, attempts: this.#attempts };
    try {
      return writeCheckpoint({ ...checkpoint, room: withoutGame(room), ...(code ? { code } : {}) });
    } catch (error) {
      this.#hub.blame(new GameFault(room.game, 'save', error));
      return undefined;
    }
  }

  /** Two checkpoints are kept, and the log since the older one. @returns keys of what goes now that there is one of `tick`. */
  #outdated(tick: number): string[] {
    const older = this.#checkpoints.at(-1);
    const gone = this.#checkpoints.filter((one) => one !== older && one !== tick).map(checkpointKey);
    this.#checkpoints = older === undefined || older === tick ? [tick] : [older, tick];
    const from = this.#logs.findLast((first) => first <= (older ?? tick) + 1) ?? 0;
    const logs = this.#logs.filter((first) => first < from);
    this.#logs = this.#logs.filter((first) => first >= from);
    return [...gone, ...logs.map(logKey)];
  }

  async #failed(error: unknown): Promise<void> {
    this.counters.storeFailures += 1;
    const { say, scheduler } = this.#options;
    if (!this.#complained)
      say(
        `The store cannot be written (${error instanceof Error ? error.message : String(error)}): the game goes on, but would not survive a power cut. Make room on the disk, or choose another place with --data-dir.`,
      );
    this.#complained = true;
    this.#retryDue = scheduler.now() + keeperRules.retryMs;
    const shelf = this.#shelf;
    this.#shelf = undefined;
    this.#log = new ByteWriter(4096);
    await shelf?.close().catch(() => undefined);
  }

  /** Opens the store again and puts the hub as it is now in place of what is there. */
  async #retry(): Promise<void> {
    try {
      this.#shelf = await this.#options.reopen();
      const old = (await this.#shelf.readAll()).map(([key]) => key);
      this.#logs = [];
      this.#checkpoints = [];
      await this.#write(this.#hub.save(), false, old);
    } catch (error) {
      await this.#failed(error);
    }
  }
}
