import type { RoomState } from '../room/room-state.ts';
import type { Snapshot } from '../room/snapshot.ts';
import type { WrittenBatch } from './batch-codec.ts';
import { batchesPart, contentHash, endPart, hashPart, startPart, stateHasher } from './match-file.ts';
import { folderRules, MatchWriter, makeRoom, matchName } from './match-folder.ts';
import { batchMs, type Ending } from './match-format.ts';
import { Cast } from './summary.ts';

const recorderRules = {
  /** States between two hashes. */
  hashEvery: 300,
  /** Batches that wait in memory. */
  batchesAtOnce: 60,
  /** A longer match is recorded no further. */
  bytes: 8 * 1024 * 1024,
} as const;

export interface RecorderOptions {
  /** A folder that is there. */
  readonly dir: string;
  readonly hubName: string;
  /** Milliseconds since 1970. */
  readonly date: () => number;
  /** Told one sentence for people when a match cannot be recorded. */
  readonly say: (sentence: string) => void;
}

interface Recording {
  readonly match: number;
  readonly gameId: string;
  readonly tickMs: number;
  readonly hash: (state: RoomState) => string;
  readonly name: string;
  readonly writer: MatchWriter;
  readonly cast: Cast;
  /** Batches as bytes: thousands of events would be as many objects to hold on to. */
  waiting: { readonly bytes: Uint8Array; readonly ms: number }[];
  hashedAt: number;
  newest: RoomState;
  tick: number;
  /** Length of what was written. */
  ms: number;
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Writes each match as its first state and what happened from there on: enough to see every state again. */
export class MatchRecorder {
  readonly counters = { matchesRecorded: 0, matchesFailed: 0 };
  readonly #options: RecorderOptions;
  #recording: Recording | undefined;
  #last = '';
  /** Names of what was written, as many as the folder keeps. */
  readonly #written: string[] = [];
  #finishing: Promise<void> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** A batch before it is applied. */
  record({ bytes, events }: WrittenBatch): void {
    const now = this.#recording;
    now?.waiting.push({ bytes, ms: batchMs(events, now.tickMs) });
  }

  /** The state that the batch led to. */
  state({ tick, state }: Snapshot): void {
    const now = this.#recording;
    if (now) {
      const isSame = state.match === now.match && state.game.meta.id === now.gameId;
      // The batch that began another match ends this one before its state: it belongs to the next.
      if (!isSame) {
        now.waiting.pop();
        this.#end(now, 'left');
      } else {
        now.newest = state;
        now.cast.see(state);
        now.tick = tick;
        if (state.phase === 'over' || state.phase === 'lobby')
          this.#end(now, state.phase === 'over' ? 'over' : 'left');
        else this.#grow(now);
      }
    }
    const isOn = state.phase === 'countdown' || state.phase === 'playing' || state.phase === 'paused';
    const key = `${state.epoch}/${state.match}`;
    if (this.#recording || !isOn || key === this.#last) return;
    this.#last = key;
    this.#begin(tick, state);
  }

  /** Ends what is being recorded. Resolves when it is on the disk. */
  async stop(): Promise<void> {
    if (this.#recording) this.#end(this.#recording, 'stopped');
    await this.#finishing;
  }

  #begin(tick: number, { game, ...room }: RoomState): void {
    const { dir, hubName, date, say } = this.#options;
    const at = date();
    const gameId = game.meta.id;
    const content = contentHash(game);
    const { code } = game;
    let start: Uint8Array;
    try {
      start = startPart({
        gameId,
        hubName,
        at,
        tick,
        room,
        ...(content ? { content } : {}),
        ...(code ? { code } : {}),
      });
    } catch (error) {
      this.counters.matchesFailed += 1;
      say(`The match of ${gameId} cannot be recorded: its state is not plain data (${words(error)}).`);
      return;
    }
    const name = matchName(at, gameId, room.match);
    const writer = new MatchWriter(dir, name);
    writer.append(start);
    const cast = new Cast();
    cast.see(room);
    this.#recording = {
      match: room.match,
      gameId,
      tickMs: game.meta.tickMs,
      hash: stateHasher(game),
      name,
      writer,
      cast,
      waiting: [],
      hashedAt: tick,
      newest: { ...room, game },
      tick,
      ms: 0,
    };
  }

  #grow(now: Recording): void {
    if (now.waiting.length >= recorderRules.batchesAtOnce) this.#flush(now);
    if (now.tick - now.hashedAt >= recorderRules.hashEvery) this.#hash(now);
    if (now.writer.bytes > recorderRules.bytes) this.#end(now, 'tooLong');
    else if (now.writer.failed) this.#end(now, 'left');
  }

  #flush(now: Recording): void {
    if (now.waiting.length === 0) return;
    now.writer.append(batchesPart(now.waiting.map(({ bytes }) => bytes)));
    for (const { ms } of now.waiting) now.ms += ms;
    now.waiting = [];
  }

  #hash(now: Recording): void {
    this.#flush(now);
    now.hashedAt = now.tick;
    try {
      now.writer.append(hashPart(now.tick, now.hash(now.newest)));
    } catch {
      // A game that changed a state in place, perhaps: the room finds out by itself, and what happened is recorded all the same.
    }
  }

  #end(now: Recording, ending: Ending): void {
    this.#recording = undefined;
    this.#hash(now);
    now.writer.append(endPart(ending, { ms: now.ms, ...now.cast.players(now.newest) }));
    const { dir, say } = this.#options;
    this.#written.push(now.name);
    if (this.#written.length > folderRules.files) this.#written.shift();
    this.#finishing = now.writer
      .finish()
      .then(() => makeRoom(dir, this.#written))
      .catch(() => undefined)
      .then(() => {
        if (!now.writer.failed) {
          this.counters.matchesRecorded += 1;
          return;
        }
        this.counters.matchesFailed += 1;
        say(`The match could not be recorded in ${dir}: ${now.writer.failed.message}`);
      });
  }
}
