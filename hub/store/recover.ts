import { createStateCodec } from '../../protocol/state-codec.ts';
import type { AnyGame } from '../games/game.ts';
import { GameFault, guarded } from '../games/guard.ts';
import { putAside, toLobby, toOtherGame, withoutItsGame } from '../room/aside.ts';
import { reduceRoom } from '../room/reduce.ts';
import { type RoomEvent, type RoomState, roomOf } from '../room/room-state.ts';
import type { SavedHub, SavedSession } from '../saved.ts';
import {
  type Checkpoint,
  PULSE,
  type Pulse,
  type RoomIdentity,
  readCheckpoint,
  readLog,
  readPulse,
  type StoredBatch,
} from './records.ts';
import type { Entry } from './shelf.ts';

/** A room as it was when the hub wrote last. */
export interface FoundRoom {
  readonly identity: RoomIdentity;
  readonly saved: SavedHub;
  readonly pulse: Pulse;
  readonly attempts: number;
}

export interface Recovery {
  readonly found?: FoundRoom;
  /** What is other than it was though nothing is broken, one sentence each. */
  readonly news: readonly string[];
  /** What is wrong with the store, in words; the store must be set aside if there is anything. */
  readonly damage: readonly string[];
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads what can be read of each kind of record. */
const sorted = (entries: readonly Entry[], damage: string[]) => {
  const checkpoints: Checkpoint[] = [];
  const batches = new Map<number, StoredBatch>();
  let pulse: Pulse | undefined;
  for (const [key, record] of entries) {
    try {
      if (key === PULSE) pulse = readPulse(record);
      else if (key.startsWith('checkpoint/')) checkpoints.push(readCheckpoint(key, record));
      else if (key.startsWith('log/'))
        for (const batch of readLog(key, record)) batches.set(batch.tick, batch);
      else damage.push(`unknown record ${JSON.stringify(key.slice(0, 32))}`);
    } catch (error) {
      damage.push(words(error));
    }
  }
  checkpoints.sort((a, b) => b.tick - a.tick);
  return { checkpoints, batches, pulse };
};

/** What the store is read with. */
export interface Reader {
  readonly catalogue: ReadonlyMap<string, AnyGame>;
  /** Which build of the program reads; a store that another one wrote may hold states of another shape. */
  readonly code?: string;
  /** Games that must not be played, not even from the log. */
  readonly aside?: ReadonlyMap<string, string>;
}

/** @returns what keeps this program from showing a state; an older version of a game may have kept something else. */
const flaw = (state: RoomState): GameFault | undefined => {
  try {
    createStateCodec({ shared: state.game.shared }).sharedFull({
      room: state,
      game: guarded(state.game).view(state.play),
    });
    return undefined;
  } catch (error) {
    return error instanceof GameFault ? error : new GameFault(state.game, 'encode', error);
  }
};

/** @returns what keeps a match from going on, found by one tick on trial. */
const flawInNextTick = (state: RoomState): GameFault | undefined => {
  if (state.phase === 'lobby') return undefined;
  try {
    return flaw({ ...state, play: guarded(state.game).reduce(state.play, [{ type: 'tick' }]) });
  } catch (error) {
    if (error instanceof GameFault) return error;
    throw error;
  }
};

/** A room that is played on from what was written down, perhaps by another build of the program. */
class Revival {
  readonly news: string[] = [];
  room: RoomState;
  readonly #reader: Reader;
  readonly #isOther: boolean;
  #hasLeft = false;
  readonly #reduce: ReturnType<typeof reduceRoom>;

  constructor(checkpoint: Checkpoint, reader: Reader) {
    const { catalogue, aside } = reader;
    this.#reader = reader;
    this.#isOther = checkpoint.code !== reader.code;
    this.#reduce = reduceRoom(catalogue);
    const game = catalogue.get(checkpoint.gameId);
    const room = game ? roomOf(checkpoint.room, game) : withoutItsGame(checkpoint.room, catalogue);
    // Games that failed may have been mended in another build.
    const known = this.#isOther ? new Map<string, string>() : room.aside;
    this.room = aside || this.#isOther ? { ...room, aside: new Map([...known, ...(aside ?? [])]) } : room;
    if (!game)
      this.#leave(`The game ${checkpoint.gameId} is not here any more: its match is over.`, this.room);
    const words = aside?.get(this.room.game.meta.id);
    if (words !== undefined) this.#leave(words, toOtherGame(this.room, catalogue));
    else this.#mend(flaw(this.room));
  }

  /** @throws whatever is no fault of a game. */
  take(events: readonly RoomEvent[], tick: number): void {
    const before = this.room;
    const next = this.#reduce(before, events, tick);
    const id = before.game.meta.id;
    const words = before.aside.has(id) ? undefined : next.aside.get(id);
    this.room = next;
    if (words !== undefined && this.#isOther)
      this.#leave(this.#changed(before.game), { ...next, aside: before.aside });
    else this.#mend(flaw(next));
  }

  /** The log is at its end. */
  finish(): void {
    if (this.#isOther) this.#mend(flawInNextTick(this.room));
    // The log goes on to tell of a match of the game that was left: no other begins by that.
    if (this.#hasLeft && this.room.phase !== 'lobby') this.room = toLobby(this.room, this.#reader.catalogue);
  }

  #changed({ meta }: AnyGame): string {
    return `${meta.title} has changed since this match began, so the match is over: the room is in the lobby.`;
  }

  #mend(fault: GameFault | undefined): void {
    if (!fault) return;
    const { catalogue } = this.#reader;
    if (this.#isOther) this.#leave(this.#changed(this.room.game), toLobby(this.room, catalogue));
    else this.#leave(fault.words(), putAside(this.room, fault.game, fault.words(), catalogue));
  }

  #leave(words: string, room: RoomState): void {
    this.#hasLeft = true;
    this.news.push(words);
    this.room = room;
  }
}

/** Goes on from a checkpoint through the log, up to its end or its first gap. */
const replay = (
  checkpoint: Checkpoint,
  batches: ReadonlyMap<number, StoredBatch>,
  reader: Reader,
  damage: string[],
): { readonly saved: SavedHub; readonly news: readonly string[] } => {
  const revival = new Revival(checkpoint, reader);
  const sessions = new Map<number, SavedSession>(checkpoint.sessions.map((one) => [one.member, one]));
  let { tick } = checkpoint;
  for (let batch = batches.get(tick + 1); batch; batch = batches.get(tick + 1)) {
    try {
      revival.take(batch.events, batch.tick);
    } catch (error) {
      damage.push(`tick ${batch.tick} cannot be played again: ${words(error)}`);
      break;
    }
    for (const event of batch.events) {
      if (event.type === 'leave') sessions.delete(event.member);
      if (event.type === 'join') {
        const token = batch.tokens.get(event.member);
        const { member, name, role, plain = false } = event;
        if (token)
          sessions.set(member, { member, token, formerToken: undefined, plain, name, role, accepted: 0 });
      }
      if (event.type === 'back' || event.type === 'radio') {
        const token = batch.tokens.get(event.member);
        const known = sessions.get(event.member);
        // The phone may not have had the new one any more: both are good until it shows which.
        if (token && known && !isSame(token, known.token))
          sessions.set(event.member, { ...known, token, formerToken: known.token });
      }
      const session = event.type === 'input' ? sessions.get(event.member) : undefined;
      if (session && event.type === 'input')
        sessions.set(event.member, { ...session, accepted: event.sequence });
    }
    tick = batch.tick;
  }
  revival.finish();
  return { saved: { tick, room: revival.room, sessions: [...sessions.values()] }, news: revival.news };
};

/** Makes a room out of the records of a store: the newest good checkpoint and what was logged after it. Never throws. */
export const recover = (entries: readonly Entry[], reader: Reader): Recovery => {
  const damage: string[] = [];
  const { checkpoints, batches, pulse } = sorted(entries, damage);
  for (const checkpoint of checkpoints) {
    try {
      const { saved, news } = replay(checkpoint, batches, reader, damage);
      const lost = Math.max(pulse?.tick ?? 0, ...batches.keys()) - saved.tick;
      if (lost > 0) damage.push(`${lost} states after tick ${saved.tick} are missing`);
      if (!pulse && damage.length === 0) damage.push('it does not say when it was written last');
      const { identity, attempts, at, tick } = checkpoint;
      return {
        found: { identity, saved, attempts, pulse: pulse ?? { at, tick, stopped: false } },
        damage,
        news,
      };
    } catch (error) {
      damage.push(`checkpoint ${checkpoint.tick} cannot be used: ${words(error)}`);
    }
  }
  if (entries.length > 0) damage.push('no checkpoint is whole');
  return { damage, news: [] };
};
