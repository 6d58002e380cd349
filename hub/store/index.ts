import { join } from 'node:path';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { AnyGame } from '../games/game.ts';
import type { Hub } from '../hub.ts';
import { written } from '../recording/batch-codec.ts';
import { finishLeftovers, matchesIn } from '../recording/match-folder.ts';
import { MatchRecorder } from '../recording/match-recorder.ts';
import { toOtherGame } from '../room/aside.ts';
import type { RoomEvent, RoomState } from '../room/room-state.ts';
import type { SavedHub } from '../saved.ts';
import { defaultDataDir, makeDir } from './directory.ts';
import { Keeper } from './keeper.ts';
import { openStore } from './open.ts';
import type { RoomIdentity } from './records.ts';
import type { FoundRoom } from './recover.ts';
import { mustLeaveGame, whyNotResume } from './resume-policy.ts';
import { openShelf, type Shelf } from './shelf.ts';
import { isByHand } from './suspect.ts';

export interface StorageOptions {
  readonly dataDir?: string | undefined;
  readonly hubName: string;
  readonly game: string;
  readonly port: number;
  readonly catalogue: ReadonlyMap<string, AnyGame>;
  /** Which build of the program this is. */
  readonly programCode?: string;
  /** Games that must not be played, by id, each with a sentence that says why. */
  readonly aside?: ReadonlyMap<string, string>;
  /** The game that `--game` names, if it was given: somebody wants to try it again. */
  readonly named?: string | undefined;
  readonly scheduler: SchedulerLike;
  /** Milliseconds since 1970. */
  readonly date: () => number;
  readonly graceMs: number;
  /** Names a new room; `--code` is already in it. */
  readonly newIdentity: () => Omit<RoomIdentity, 'wantedGame'>;
  /** `--code`, where it says more than `auto`: it holds for a room taken up again too. */
  readonly code: string;
  readonly say: (sentence: string) => void;
}

/** What outlives the process: who the room is, the hub as it was, and what writes it down from now on. */
export interface Storage {
  readonly dir: string;
  readonly identity: RoomIdentity;
  readonly saved: SavedHub | undefined;
  readonly notes: readonly string[];
  readonly counters: Readonly<Record<string, number>>;
  /** Call before the hub starts: from then on it is on the disk under an epoch that no phone has seen. */
  begin(hub: Hub): Promise<void>;
  /** Call when the hub has started: from then on its matches are recorded. */
  follow(hub: Hub): void;
  record(events: readonly RoomEvent[], tick: number): void;
  /** The room has another join code, and another secret in its QR code, from now on. */
  invite(code: string, joinSecret: string): void;
  /** @param asked somebody wanted the end; else the hub dies, and the next one is to go on. */
  stop(asked?: boolean): Promise<void>;
}

/**
 * Epochs that a restart jumps over (the hub itself counts one more): phones may have seen changes of the game that the crash took with it.
 * They take up to 127 ahead for newer.
 */
const EPOCH_JUMP = 7;

/** @returns undefined where the folder cannot be had; that costs a sentence. */
const openRecorder = async (
  dir: string,
  { hubName, date, say }: StorageOptions,
): Promise<MatchRecorder | undefined> => {
  try {
    await makeDir(dir);
    await finishLeftovers(dir);
    return new MatchRecorder({ dir, hubName, date, say });
  } catch (error) {
    say(`Matches cannot be recorded in ${dir}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
};

/** The room as it was; without its game where that one seems to end the hub again and again. */
const roomToGoOnWith = (
  found: FoundRoom,
  { catalogue, date, named }: StorageOptions,
  said: string[],
): RoomState => {
  const aside = new Map(found.saved.room.aside);
  if (named !== undefined && isByHand(date() - found.pulse.at)) aside.delete(named);
  const room = { ...found.saved.room, aside };
  if (!mustLeaveGame(found)) return room;
  const { id, title } = room.game.meta;
  const words = `${title} (${id}) seems to have a bug: the hub ended ${found.attempts} times at once while the room played it.`;
  said.push(words);
  // Not even asked for its lobby.
  return toOtherGame({ ...room, aside: aside.set(id, words) }, catalogue);
};

/** Opens what there is of an earlier life of this hub. Never rejects: a hub without a store plays all the same, with a note. */
export const openStorage = async (options: StorageOptions): Promise<Storage> => {
  const { catalogue, scheduler, date, game, graceMs, programCode, aside } = options;
  const dir = options.dataDir ?? defaultDataDir();
  const { shelf, keys, found, notes } = await openStore(
    dir,
    { catalogue, ...(programCode ? { code: programCode } : {}), ...(aside ? { aside } : {}) },
    date,
  );
  const wish = { game, graceMs, dataDirGiven: options.dataDir !== undefined, samePort: options.port !== 0 };
  const why = found ? whyNotResume(found, { ...wish, now: date() }) : '';
  const resumed = why === undefined ? found : undefined;
  const said = [...notes];
  if (why) said.push(`The room of before was not taken up again: ${why}.`);
  if (resumed)
    said.push(
      `Room ${resumed.identity.room} goes on at tick ${resumed.saved.tick} with ${resumed.saved.sessions.length} who can come back.`,
    );
  const fresh = options.newIdentity();
  const identity: RoomIdentity = resumed
    ? { ...resumed.identity, code: options.code === 'auto' ? resumed.identity.code : fresh.code }
    : { ...fresh, wantedGame: game };
  const room = resumed && roomToGoOnWith(resumed, options, said);
  const saved = resumed &&
    room && { ...resumed.saved, room: { ...room, epoch: (room.epoch + EPOCH_JUMP) & 0xff } };
  let keeper: Keeper | undefined;
  const recorder = shelf && (await openRecorder(matchesIn(dir), options));
  let watching: Subscription | undefined;
  return {
    dir,
    identity,
    saved,
    notes: said,
    get counters() {
      return { ...keeper?.counters, ...recorder?.counters };
    },
    begin: async (hub) => {
      if (!shelf) return;
      const reopen = async (): Promise<Shelf> => (await openShelf(join(dir, 'store'))).shelf;
      keeper = new Keeper(hub, {
        ...(programCode ? { code: programCode } : {}),
        identity,
        shelf,
        reopen,
        scheduler,
        date,
        say: options.say,
      });
      const first: SavedHub = { tick: hub.tick, room: hub.state, sessions: saved?.sessions ?? [] };
      await keeper.begin(first, resumed ? resumed.attempts + 1 : 0, keys);
    },
    follow: (hub) => {
      // Why states end is for the hub to say.
      watching = hub.states$.subscribe({
        next: (snapshot) => recorder?.state(snapshot),
        error: () => undefined,
      });
    },
    record: (events, tick) => {
      const batch = written(events, tick);
      keeper?.record(batch);
      recorder?.record(batch);
    },
    invite: (code, joinSecret) => keeper?.identify({ ...identity, code, joinSecret }),
    stop: async (asked) => {
      watching?.unsubscribe();
      await Promise.all([recorder?.stop(), keeper ? keeper.stop(asked) : shelf?.close()]);
    },
  };
};
