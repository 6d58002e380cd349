import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDir, setAside } from './directory.ts';
import { type FoundRoom, type Reader, recover } from './recover.ts';
import { openShelf, repairShelf, type Shelf, ShelfError } from './shelf.ts';

/** A store as the hub finds it at its start. */
export interface OpenedStore {
  /** Undefined where there can be none: the hub plays without. */
  readonly shelf: Shelf | undefined;
  /** Keys of what lies there from before. */
  readonly keys: readonly string[];
  readonly found: FoundRoom | undefined;
  /** What is not as it should be and what was done about it, one sentence each. */
  readonly notes: readonly string[];
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Opens a store and reads it. @returns what it holds, and what is wrong with it. @throws ShelfError */
const look = async (dir: string, reader: Reader) => {
  const isNew = !existsSync(join(dir, 'CURRENT'));
  const { shelf, broken } = await openShelf(dir);
  try {
    const entries = await shelf.readAll();
    const { found, damage, news } = recover(entries, reader);
    const keys = entries.map(([key]) => key);
    const missing = entries.length === 0 && !isNew ? ['nothing is in it any more'] : [];
    return {
      shelf,
      keys,
      found,
      news,
      damage: [...damage, ...missing, ...(broken === undefined ? [] : [broken])],
    };
  } catch (error) {
    await shelf.close();
    throw error;
  }
};

/** Lets LevelDB mend a copy of what was set aside and reads that; the copy is gone afterwards. */
const salvage = async (aside: string, dir: string, reader: Reader): Promise<FoundRoom | undefined> => {
  try {
    await cp(aside, dir, { recursive: true });
    await repairShelf(dir);
    const { shelf, found } = await look(dir, reader);
    await shelf.close();
    return found;
  } catch {
    return undefined;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

/**
 * Opens the store in `dataDir`, whatever state it is in. A damaged one is set aside whole, what could be read of it goes on in a new one.
 * Never rejects: where nothing can be kept it says so.
 */
export const openStore = async (
  dataDir: string,
  reader: Reader,
  date: () => number,
): Promise<OpenedStore> => {
  const dir = join(dataDir, 'store');
  const none = (note: string): OpenedStore => ({
    shelf: undefined,
    keys: [],
    found: undefined,
    notes: [note],
  });
  const unusable = (error: unknown): OpenedStore =>
    none(
      `Nothing can be kept in ${dataDir} (${detailOf(error)}): the game would not survive a power cut. Choose another place with --data-dir.`,
    );
  let found: FoundRoom | undefined;
  let damage: readonly string[] = [];
  let news: readonly string[] = [];
  try {
    await makeDir(dir);
    const { shelf, keys, ...rest } = await look(dir, reader);
    ({ found, damage, news } = rest);
    if (damage.length === 0) return { shelf, keys, found, notes: news };
    await shelf.close();
  } catch (error) {
    if (!(error instanceof ShelfError) || error.why === 'unusable') return unusable(error);
    if (error.why === 'taken')
      return none(
        `Another hub uses ${dataDir}, so this one keeps nothing: its game would not survive a power cut. Give it a place of its own with --data-dir.`,
      );
    damage = [error.message];
  }
  try {
    const aside = join(dataDir, await setAside(dataDir, new Date(date())));
    found ??= await salvage(aside, dir, reader);
    await makeDir(dir);
    const { shelf } = await openShelf(dir);
    const more = damage.length > 1 ? ` and ${damage.length - 1} more` : '';
    const kept = found
      ? `what was whole up to tick ${found.saved.tick} was kept`
      : 'nothing of it could be kept';
    const note = `The store was damaged (${damage[0]?.slice(0, 160)}${more}): ${kept}, the damaged one is in ${aside}.`;
    return { shelf, keys: [], found, notes: [note, ...news] };
  } catch (error) {
    return { ...unusable(error), found };
  }
};
