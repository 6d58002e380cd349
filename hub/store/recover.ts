import { createStateCodec } from '../../protocol/state-codec.ts';
import type { AnyGame } from '../games/game.ts';
import { reduceRoom } from '../room/reduce.ts';
import type { RoomState } from '../room/room-state.ts';
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
  /** What is wrong with the store, in words; the store must be set aside if there is anything. */
  readonly damage: readonly string[];
}

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

/** A state that this program can show: an older version of a game may have kept something else. */
const prove = (state: RoomState): void => {
  createStateCodec({ shared: state.game.shared }).sharedFull({
    room: state,
    game: state.game.view(state.play),
  });
};

/** Goes on from a checkpoint through the log, up to its end or its first gap. */
const replay = (
  checkpoint: Checkpoint,
  game: AnyGame,
  batches: ReadonlyMap<number, StoredBatch>,
  catalogue: ReadonlyMap<string, AnyGame>,
  damage: string[],
): SavedHub => {
  const reduce = reduceRoom(catalogue);
  const sessions = new Map<number, SavedSession>(checkpoint.sessions.map((one) => [one.member, one]));
  let room: RoomState = { ...checkpoint.room, game };
  let { tick } = checkpoint;
  prove(room);
  for (let batch = batches.get(tick + 1); batch; batch = batches.get(tick + 1)) {
    try {
      const next = reduce(room, batch.events);
      prove(next);
      room = next;
    } catch (error) {
      damage.push(`tick ${batch.tick} cannot be played again: ${words(error)}`);
      break;
    }
    for (const event of batch.events) {
      if (event.type === 'leave') sessions.delete(event.member);
      if (event.type === 'join') {
        const token = batch.tokens.get(event.member);
        const { member, name, role } = event;
        if (token) sessions.set(member, { member, token, name, role, accepted: 0 });
      }
      const session = event.type === 'input' ? sessions.get(event.member) : undefined;
      if (session && event.type === 'input')
        sessions.set(event.member, { ...session, accepted: event.sequence });
    }
    tick = batch.tick;
  }
  return { tick, room, sessions: [...sessions.values()] };
};

/** Makes a room out of the records of a store: the newest good checkpoint and what was logged after it. Never throws. */
export const recover = (entries: readonly Entry[], catalogue: ReadonlyMap<string, AnyGame>): Recovery => {
  const damage: string[] = [];
  const { checkpoints, batches, pulse } = sorted(entries, damage);
  for (const checkpoint of checkpoints) {
    const game = catalogue.get(checkpoint.gameId);
    if (!game) {
      damage.push(`it plays ${checkpoint.gameId}, which is not here`);
      continue;
    }
    try {
      const saved = replay(checkpoint, game, batches, catalogue, damage);
      const lost = Math.max(pulse?.tick ?? 0, ...batches.keys()) - saved.tick;
      if (lost > 0) damage.push(`${lost} states after tick ${saved.tick} are missing`);
      if (!pulse && damage.length === 0) damage.push('it does not say when it was written last');
      const { identity, attempts, at, tick } = checkpoint;
      return { found: { identity, saved, attempts, pulse: pulse ?? { at, tick, stopped: false } }, damage };
    } catch (error) {
      damage.push(`checkpoint ${checkpoint.tick} cannot be used: ${words(error)}`);
    }
  }
  if (entries.length > 0) damage.push('no checkpoint is whole');
  return { damage };
};
