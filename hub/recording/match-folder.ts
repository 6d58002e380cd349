import { appendFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What the folder may hold: the oldest matches go first. */
export const folderRules: Readonly<Record<'files' | 'bytes', number>> = {
  files: 200,
  bytes: 64 * 1024 * 1024,
};
const PART = '.part';
const DONE = '.match';

/** Where a hub with that data directory keeps its matches. */
export const matchesIn = (dataDir: string): string => join(dataDir, 'matches');

/** What the name of a match tells. */
export interface NamedMatch {
  readonly gameId: string;
  /** ISO 8601, UTC. */
  readonly when: string;
}

const NAME = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z)-([a-z0-9]{1,24})-\d{1,10}\.match$/;

/** @returns the name of a match's file, without its ending: names sort by date. */
export const matchName = (at: number, gameId: string, match: number): string =>
  `${new Date(at).toISOString().replace(/[:.]/g, '-')}-${gameId}-${match}`;

/** @returns undefined for a name that no match has, so for every path too. */
export const parseMatchName = (name: string): NamedMatch | undefined => {
  const [, hour, minute, second, rest, gameId] = NAME.exec(name) ?? [];
  return gameId === undefined ? undefined : { gameId, when: `${hour}:${minute}:${second}.${rest}` };
};

/** Writes one match, piece by piece in order; its file gets its name when it is whole. */
export class MatchWriter {
  readonly #path: string;
  #work: Promise<void> = Promise.resolve();
  #failed: Error | undefined;
  bytes = 0;

  /** @param name without an ending. */
  constructor(dir: string, name: string) {
    this.#path = join(dir, name);
  }

  get failed(): Error | undefined {
    return this.#failed;
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#failed) return;
      await work().catch((error: unknown) => {
        this.#failed = error instanceof Error ? error : new Error(String(error));
      });
    });
  }

  append(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    this.#then(() => appendFile(`${this.#path}${PART}`, bytes, { mode: 0o600 }));
  }

  /** Resolves when the file has its name, or could not be written. */
  finish(): Promise<void> {
    this.#then(() => rename(`${this.#path}${PART}`, `${this.#path}${DONE}`));
    return this.#work;
  }
}

/** Gives matches that a dead hub left unfinished their name. Only for the hub that has the folder, before it records. */
export const finishLeftovers = async (dir: string): Promise<void> => {
  for (const name of (await readdir(dir)).filter((one) => one.endsWith(PART)))
    await rename(join(dir, name), join(dir, `${name.slice(0, -PART.length)}${DONE}`));
};

/**
 * Forgets the oldest matches where there are too many.
 * @param latest names, without endings, of the matches that this hub wrote itself, in order: they are newer than all others, whatever
 * a clock that went back to 1970 has called them.
 */
export const makeRoom = async (
  dir: string,
  latest: readonly string[],
  { files, bytes } = folderRules,
): Promise<void> => {
  const own = new Map(latest.map((name, i) => [`${name}${DONE}`, i]));
  const newer = (a: string, b: string): number => (own.get(b) ?? -1) - (own.get(a) ?? -1) || (a < b ? 1 : -1);
  // Of the others the names begin with the date.
  const newestFirst = (await readdir(dir)).filter((name) => name.endsWith(DONE)).sort(newer);
  let total = 0;
  for (const [i, name] of newestFirst.entries()) {
    total += (await stat(join(dir, name))).size;
    if (i >= files || total > bytes) await rm(join(dir, name), { force: true });
  }
};
