import { parse } from 'devalue';
import { crc32 } from '../../../../recording/crc32.ts';
import {
  MatchFileError,
  type PortableStart,
  type RecordedMatch,
  readMatchWith,
  versions,
} from '../../../../recording/match-format.ts';
import { stateBytes } from '../../../../recording/state-bytes.ts';
import { Reel } from '../../../../replay/reel.ts';
import type { RoomState } from '../../../../room/room-state.ts';
import { scoresOf } from '../games/index.ts';
import { ReplayError } from './fetch.ts';
import { gameOfMatch } from './games.ts';

/** The page is given back to the browser this often, in milliseconds, while a match is prepared. */
const PORTION_MS = 12;
const BATCHES = 50;
const MOST_MARKS = 200;

/** Somebody scored. */
export interface Mark {
  readonly ms: number;
  readonly colour: number;
}

/** A match that is ready to be shown. */
export interface Loaded {
  readonly start: PortableStart;
  readonly reel: Reel;
  readonly marks: readonly Mark[];
  /** Recorded hashes that were compared; none on pages that the browser does not call secure. */
  readonly checked: number;
  /** Time of the first state that is another than it was. */
  readonly differsAtMs: number | undefined;
}

const readStart = (version: number, body: Uint8Array): PortableStart => {
  if (version !== versions.text) throw new MatchFileError(`The match is of version ${version}.`);
  return parse(new TextDecoder().decode(body)) as PortableStart;
};

const read = (file: Uint8Array): RecordedMatch<PortableStart> => {
  try {
    return readMatchWith(file, { crc32, readStart });
  } catch {
    throw new ReplayError('damaged');
  }
};

/** Notes who scored when. */
class Marks {
  readonly all: Mark[] = [];
  #before: ReadonlyMap<number, number> = new Map();

  see(state: RoomState, ms: number): void {
    const points = scoresOf(state.game.meta.id, state.game.view(state.play));
    if (state.phase === 'playing' || state.phase === 'over')
      for (const { seat, colour } of state.members.values()) {
        if (seat === undefined || this.all.length >= MOST_MARKS) continue;
        const before = this.#before.get(seat);
        if (before !== undefined && (points.get(seat) ?? 0) > before) this.all.push({ ms, colour });
      }
    this.#before = points;
  }
}

/** Compares states with recorded hashes, where the browser can make such. */
class Checks {
  readonly #reports: Promise<number | undefined>[] = [];
  readonly #bytesOf: (state: RoomState) => Uint8Array<ArrayBuffer>;

  constructor(bytesOf: (state: RoomState) => Uint8Array<ArrayBuffer>) {
    this.#bytesOf = bytesOf;
  }

  see(state: RoomState, expected: string, tick: number): void {
    // Browsers have it only on https pages and on localhost, whatever its type says.
    const subtle: SubtleCrypto | undefined = crypto.subtle;
    if (!subtle) return;
    this.#reports.push(
      this.#hash(subtle, state).then(
        (hash) => (hash === expected ? undefined : tick),
        () => tick,
      ),
    );
  }

  async #hash(subtle: SubtleCrypto, state: RoomState): Promise<string> {
    const sum = await subtle.digest('SHA-256', this.#bytesOf(state));
    return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** @returns how many were compared, and the first tick that differs. */
  async verdict(): Promise<{ readonly checked: number; readonly differsAt: number | undefined }> {
    const reports = await Promise.all(this.#reports);
    return { checked: reports.length, differsAt: reports.find((tick) => tick !== undefined) };
  }
}

/**
 * Makes a match ready: plays it once, in portions, so that the page stays alive and states for going back are kept.
 * @param told hears the share that is done, 0 to 1. @throws ReplayError.
 */
export const loadMatch = async (
  file: Uint8Array,
  told: (share: number) => void,
  signal: AbortSignal,
): Promise<Loaded> => {
  const match = read(file);
  const game = await gameOfMatch(match.start).catch(() => {
    throw new ReplayError('unreachable');
  });
  if (!game) throw new ReplayError('noSuchGame');
  const marks = new Marks();
  const checks = new Checks(stateBytes(game));
  const reel: Reel = new Reel(match, game, {
    each: (state, index) => marks.see(state, reel.msAt(index)),
    check: (state, expected, tick) => checks.see(state, expected, tick),
  });
  for (let share = 0; share < 1; ) {
    const until = performance.now() + PORTION_MS;
    do share = reel.prepare(BATCHES);
    while (share < 1 && performance.now() < until);
    told(share);
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
  }
  const { checked, differsAt } = await checks.verdict();
  const first = differsAt ?? reel.tear?.tick;
  return {
    start: match.start,
    reel,
    marks: marks.all,
    checked,
    differsAtMs:
      first === undefined ? undefined : reel.msAt(Math.min(first - match.start.tick, reel.length - 1)),
  };
};
