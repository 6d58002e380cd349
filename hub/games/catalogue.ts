import house from 'partyline:house/games';
import { gamesOf } from './folder.ts';
import type { AnyGame } from './game.ts';

/** A pack of something that games are made of, such as questions. What it holds is known to the game alone that reads it. */
export interface Pack {
  readonly id: string;
}

const packed = house.flatMap(({ name, packs }) => (packs ? [{ name, ...packs }] : []));

/** Packs that come with the hub. */
const ownPacks: readonly Pack[] = packed.flatMap(({ own, read }) =>
  own.map(([file, json]) => read(json, file)),
);

/**
 * Reads a pack of the hub's owner.
 * @param json what the file has, after JSON.parse. @throws an Error that says what is wrong with it, and where.
 */
export const readPack = (json: unknown, file: string): Pack => {
  const [reader] = packed;
  if (!reader) throw new Error(`${file}: there is no game here that is made of packs`);
  return reader.read(json, file);
};

/** Ids that packs of others cannot have. */
export const ownPackIds: ReadonlySet<string> = new Set(ownPacks.map(({ id }) => id));

/** @returns whether a game of that id is made of a pack, if there is one. */
export const isOfPacks = (gameId: string): boolean => packed.some(({ name }) => gameId.startsWith(name));

/**
 * Every game of the house, the one that a hub starts with first: each folder here is one, see folder.ts. Those that are there only as
 * examples are left out.
 * @param packs of the hub's owner, beside those of the house; each is a game of its own.
 */
export const allGames = (packs: readonly Pack[] = []): readonly AnyGame[] =>
  house
    .filter(({ isExample }) => !isExample)
    .flatMap(({ rules, packs: own }) => gamesOf(rules, own ? [...ownPacks, ...packs] : []));

/** @returns all of them by id, unchecked: for programs that only look games up. */
export const createCatalogue = (packs: readonly Pack[] = []): ReadonlyMap<string, AnyGame> =>
  new Map(allGames(packs).map((game) => [game.meta.id, game]));

/** The games that come with the hub. */
export const games = createCatalogue();
