import type { AnyGame } from './game.ts';

// A game is one folder, wherever it lies. Here is what a folder holds, how it is read, and what is said of one that cannot be.

/** Version of the public modules (`partyline/game`, `partyline/tv`, `partyline/testing`) that this Partyline has. */
export const API = 1;

/** Files of a game's folder, beside its package.json, README.md and tests. Each has a default export; only the rules must be there. */
const folderFiles = {
  /** The rules: a game, or a function that makes games of packs of questions. */
  rules: 'game.ts',
  /** How the TV draws it. */
  screen: 'tv.ts',
  /** What people read of it, in other languages than the one in which it declares itself. */
  texts: 'texts.ts',
  /** How `./scripts/replay` draws it in a terminal. */
  terminal: 'terminal.ts',
  /** Reads what is put into the folder `packs` of the hub's data directory. */
  packs: 'packs.ts',
} as const;

type FolderPart = keyof typeof folderFiles;

/** What the package.json of a game says of it. */
export interface Manifest {
  /** Of a game of the house: its id. Games made of packs have ids that begin with it. */
  readonly name: string;
  readonly version: string;
  /** Version of the public modules that it is written for. */
  readonly api: number;
  /** Where it stands among the games that can be chosen, the first one first; those without come after, by name. */
  readonly order?: number;
  /** It is there to be read and tested, and not offered to players. */
  readonly example?: true;
}

/** A folder that is no game. The message is one sentence that says what to do. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the package.json of a game's folder.
 * @param json what the file has, after JSON.parse.
 * @throws FolderError
 */
export const parseManifest = (json: unknown): Manifest => {
  if (!isRecord(json)) throw new FolderError('package.json holds no object');
  const { name, version, partyline } = json;
  if (typeof name !== 'string' || name === '') throw new FolderError('package.json has no "name"');
  if (!isRecord(partyline) || typeof partyline.api !== 'number')
    throw new FolderError(
      `package.json does not say that this is a game: put "partyline": { "api": ${API} } into it`,
    );
  const { api, order, example } = partyline;
  if (api !== API)
    throw new FolderError(`it is written for version ${api} of partyline/game, and here is version ${API}`);
  return {
    name,
    version: typeof version === 'string' ? version : '0.0.0',
    api,
    ...(typeof order === 'number' ? { order } : {}),
    ...(example === true ? { example } : {}),
  };
};

const functions = ['setup', 'reduce', 'view', 'result'] as const;

const isGame = (value: unknown): value is AnyGame =>
  isRecord(value) &&
  isRecord(value.meta) &&
  isRecord(value.controller) &&
  isRecord(value.shared) &&
  functions.every((name) => typeof value[name] === 'function');

/** Makes games of packs of questions, or of whatever else the folder's packs.ts reads. */
type MakesGames = (packs: readonly unknown[]) => readonly AnyGame[];

/**
 * Takes the games out of a loaded game.ts.
 * @param rules its default export.
 * @param packs what its packs.ts has read, if it has one.
 * @throws FolderError if it is neither a game nor makes any. Whether the games are good is for check/ to say.
 */
export const gamesOf = (rules: unknown, packs: readonly unknown[] = []): readonly AnyGame[] => {
  const made: unknown = typeof rules === 'function' ? (rules as MakesGames)(packs) : [rules];
  if (Array.isArray(made) && made.every(isGame)) return made;
  throw new FolderError(
    `${folderFiles.rules} exports no game: write "export default defineGame({ ... })" with ${functions.join(', ')} in it`,
  );
};

/** One part of the game of one folder, such as its screen. */
export interface HousePart<Part> {
  readonly name: string;
  /** Its games are made of packs, and have ids that begin with its name. */
  readonly isOfPacks: boolean;
  readonly part: Part;
}

/** @returns the part that belongs to a game: by the game's id, or as one of those made of packs; undefined if there is none. */
export const partOf = <Part>(parts: readonly HousePart<Part>[], gameId: string): Part | undefined =>
  (
    parts.find(({ name }) => name === gameId) ??
    parts.find(({ name, isOfPacks }) => isOfPacks && gameId.startsWith(name))
  )?.part;

/** How a folder is looked into: by Node, by a test, or by a program that runs games away from its own code. Paths are within the folder. */
export interface FolderAccess {
  /** @returns the text of a file, or undefined if there is none. */
  readText(path: string): Promise<string | undefined>;
  /** @returns the names of the files in a folder; none if it is not there. */
  list(path: string): Promise<readonly string[]>;
  /** @returns the default export of a file. */
  load(path: string): Promise<unknown>;
}

/** A game's folder, read. */
export interface GameFolder {
  readonly manifest: Manifest;
  readonly games: readonly AnyGame[];
  /** Which parts it has; they are loaded by whoever wants them. */
  readonly parts: ReadonlySet<FolderPart>;
}

const jsonOf = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FolderError(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
};

/** Packs that come with a game, in its folder `packs`. */
const ownPacks = async ({ readText, list, load }: FolderAccess): Promise<unknown[]> => {
  const read = (await load(folderFiles.packs)) as (json: unknown, file: string) => unknown;
  const files = (await list('packs')).filter((name) => name.endsWith('.json'));
  return Promise.all(
    files.map(async (file) => read(jsonOf((await readText(`packs/${file}`)) ?? '', file), file)),
  );
};

/**
 * Loads the games of one folder, wherever it lies.
 * @throws FolderError; or what its own code throws while it is loaded.
 */
export const loadFolder = async (access: FolderAccess): Promise<GameFolder> => {
  const manifestText = await access.readText('package.json');
  if (manifestText === undefined) throw new FolderError('there is no package.json');
  const manifest = parseManifest(jsonOf(manifestText, 'package.json'));
  const parts = new Set<FolderPart>();
  for (const part of Object.keys(folderFiles) as FolderPart[])
    if ((await access.readText(folderFiles[part])) !== undefined) parts.add(part);
  if (!parts.has('rules')) throw new FolderError(`there is no ${folderFiles.rules}`);
  const packs = parts.has('packs') ? await ownPacks(access) : [];
  return { manifest, games: gamesOf(await access.load(folderFiles.rules), packs), parts };
};
