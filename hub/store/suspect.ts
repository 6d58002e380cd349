import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';

/** Written into the data directory by whoever sees the hub hang in a game, before it ends the hub. */
const SUSPECT = 'suspect.json';
/** Games that were put aside for more than the life of one hub. */
const ASIDE = 'aside.json';
/** A hub that is back so soon was started by a supervisor with the words of before: nobody named the game anew. */
const RESTART_MS = 30_000;

const id = z.string().regex(/^[a-z0-9]{1,24}$/);
const suspect = z.object({
  game: id,
  tick: z.int().nonnegative(),
  /** Milliseconds since 1970. */
  at: z.number(),
});
const asides = z.record(id, z.object({ words: z.string().max(400), code: z.string(), at: z.number() }));

/** A game that a hub hung in, and when. */
export type Suspect = Readonly<z.infer<typeof suspect>>;

const json = async <T>(path: string, shape: z.ZodType<T>): Promise<T | undefined> => {
  try {
    return shape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

/** @returns the game in which the last hub hung, if it did; undefined too for a file that cannot be read. */
export const readSuspect = (dataDir: string): Promise<Suspect | undefined> =>
  json(join(dataDir, SUSPECT), suspect);

/** @returns what tells one build of this program from another: it changes with the code of any game of the house. */
export const codeOf = async (program: string | undefined = process.argv[1]): Promise<string> => {
  const bytes = program === undefined ? undefined : await readFile(program).catch(() => undefined);
  return bytes ? `${crc32(bytes).toString(16)}-${bytes.length}` : 'unknown';
};

/** Whether a start that comes so long after the last life was asked for by a person. */
export const isByHand = (sinceMs: number): boolean => sinceMs > RESTART_MS || sinceMs < 0;

export interface AsideOptions {
  /** Of this program, see {@link codeOf}. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The game that `--game` names, if it was given: somebody wants to try it again. */
  readonly named: string | undefined;
}

/**
 * Games that no hub on this directory may play for now, by id, each with a sentence: those in which one hung, until their code changes
 * or `--game` names them. Never rejects: where nothing can be written it is so for this start alone.
 */
export const gamesAside = async (
  dataDir: string,
  { code, now, named }: AsideOptions,
): Promise<ReadonlyMap<string, string>> => {
  const [found, known] = await Promise.all([readSuspect(dataDir), json(join(dataDir, ASIDE), asides)]);
  if (!found && !known) return new Map();
  const kept = Object.entries(known ?? {}).filter(
    ([game, one]) => one.code === code && !(game === named && isByHand(now - one.at)),
  );
  const all = new Map(kept);
  if (found && !(found.game === named && isByHand(now - found.at)))
    all.set(found.game, {
      words: `${found.game} has a bug: in tick ${found.tick} of it the hub hung, or had no memory left, and was ended.`,
      code,
      at: found.at,
    });
  const path = join(dataDir, ASIDE);
  try {
    // First the one, then the other: a power cut between them costs nothing.
    await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(all)), { mode: 0o600 });
    await rename(`${path}.new`, path);
    await rm(join(dataDir, SUSPECT), { force: true });
  } catch {
    // The next start finds what this one did.
  }
  return new Map([...all].map(([game, { words }]) => [game, words]));
};
