import type { AnyGame } from '../games/game.ts';
import { batchMs, type RecordedMatch } from '../recording/match-format.ts';
import { reduceRoom } from '../room/reduce.ts';
import { type RoomState, roomOf } from '../room/room-state.ts';

/** One state of a match, and when it was: milliseconds since its beginning, as far as its ticks tell. */
export interface Moment {
  readonly tick: number;
  readonly ms: number;
  readonly state: RoomState;
}

const reelRules = {
  /** States kept for good, at even distances; a long match has them farther apart. */
  kept: 400,
  /** The least distance between two of them. */
  apart: 60,
  /** Stretches between two kept states whose states are all at hand: where the viewer is, and both sides of it. */
  stretches: 3,
} as const;

export interface ReelOptions {
  readonly catalogue?: ReadonlyMap<string, AnyGame>;
  /** Told each state that a recorded hash is of, the first time it is made. */
  readonly check?: (state: RoomState, expected: string, tick: number) => void;
  /** Told each state in order, the first time it is made; where it throws the match ends too. */
  readonly each?: (state: RoomState, index: number) => void;
}

/** Why a match ends before its last batch: the game's rules failed there, so they are others than they were. */
export interface Tear {
  readonly tick: number;
  readonly why: string;
}

/**
 * A match to wind forward and back. Reducers only go forward: so states are kept at intervals, and what lies between is made again from
 * the one before. Memory is bounded however long the match is; each step back costs at most one stretch. Runs in Node and in browsers.
 */
export class Reel {
  readonly game: AnyGame;
  readonly #match: RecordedMatch;
  readonly #reduce: ReturnType<typeof reduceRoom>;
  readonly #check: ReelOptions['check'];
  readonly #each: ReelOptions['each'];
  readonly #times: Float64Array;
  readonly #apart: number;
  readonly #kept: RoomState[];
  /** By number of the stretch, the one used last at the end. */
  readonly #stretches = new Map<number, RoomState[]>();
  /** How many batches were played at least once. */
  #played = 0;
  #newest: RoomState;
  #tear: Tear | undefined;

  constructor(match: RecordedMatch, game: AnyGame, { catalogue, check, each }: ReelOptions = {}) {
    this.game = game;
    this.#match = match;
    this.#reduce = reduceRoom(catalogue ?? new Map([[game.meta.id, game]]));
    this.#check = check;
    this.#each = each;
    this.#times = new Float64Array(match.batches.length + 1);
    match.batches.forEach(({ events }, i) => {
      this.#times[i + 1] = (this.#times[i] ?? 0) + batchMs(events, game.meta.tickMs);
    });
    this.#apart = Math.max(reelRules.apart, Math.ceil(this.#times.length / reelRules.kept));
    this.#newest = roomOf(match.start.room, game);
    this.#kept = [this.#newest];
  }

  /** How many states there are; at least one. */
  get length(): number {
    return this.#tear ? this.#played + 1 : this.#times.length;
  }

  /** Known once all was prepared. */
  get tear(): Tear | undefined {
    return this.#tear;
  }

  get endMs(): number {
    return this.msAt(this.length - 1);
  }

  msAt(index: number): number {
    return this.#times[index] ?? 0;
  }

  /**
   * Plays up to `count` more batches for the first time; a viewer does so in portions, so that nothing else waits.
   * Never throws: a rule that fails ends the match there.
   * @returns the share that was played, 0 to 1.
   */
  prepare(count: number): number {
    const { batches, hashes } = this.#match;
    const until = Math.min(batches.length, this.#played + count);
    while (this.#played < until && !this.#tear) {
      const batch = batches[this.#played];
      if (!batch) break;
      try {
        const state = this.#reduce(this.#newest, batch.events, batch.tick);
        const words = state.aside.get(this.game.meta.id);
        // A match that went on after this is not one that ended by the failure of its game.
        if (
          words !== undefined &&
          !this.#newest.aside.has(this.game.meta.id) &&
          this.#played + 1 < batches.length
        )
          throw new Error(words);
        this.#each?.(state, this.#played + 1);
        this.#newest = state;
      } catch (error) {
        this.#tear = { tick: batch.tick, why: error instanceof Error ? error.message : String(error) };
        break;
      }
      this.#played += 1;
      if (this.#played % this.#apart === 0) {
        this.game.keep?.(this.#newest.play);
        this.#kept.push(this.#newest);
      }
      const expected = hashes.get(batch.tick);
      if (expected !== undefined) this.#check?.(this.#newest, expected, batch.tick);
    }
    return this.#tear || batches.length === 0 ? 1 : this.#played / batches.length;
  }

  /** Plays all of it. */
  prepareAll(): void {
    while (this.prepare(Number.MAX_SAFE_INTEGER) < 1);
  }

  /** @param index from 0, below `length`; what was not prepared yet is now. @throws RangeError for any other. */
  at(index: number): Moment {
    if (index > this.#played) this.prepare(index - this.#played);
    const state = index < this.length ? this.#state(index) : undefined;
    if (!state) throw new RangeError(`There is no state ${index} of ${this.length}`);
    return { tick: this.#match.start.tick + index, ms: this.msAt(index), state };
  }

  #state(index: number): RoomState | undefined {
    const number = Math.floor(index / this.#apart);
    const first = this.#kept[number];
    if (!first) return undefined;
    const states = this.#stretches.get(number) ?? [first];
    this.#stretches.delete(number);
    this.#stretches.set(number, states);
    const [oldest] = this.#stretches.keys();
    if (this.#stretches.size > reelRules.stretches && oldest !== undefined) this.#stretches.delete(oldest);
    const begin = number * this.#apart;
    while (states.length <= index - begin) {
      const before = states.at(-1);
      const batch = this.#match.batches[begin + states.length - 1];
      if (!before || !batch) return undefined;
      states.push(this.#reduce(before, batch.events, batch.tick));
    }
    return states[index - begin];
  }
}
