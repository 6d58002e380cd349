import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';

/** One record by its key. */
export type Entry = readonly [key: string, record: Uint8Array];

/** What is changed in one step: all of it or nothing. */
interface Change {
  readonly put: readonly Entry[];
  readonly remove: readonly string[];
}

/** Where records lie, in order of their keys. */
export interface Shelf {
  readAll(): Promise<Entry[]>;
  /** Resolves once the change would survive a power cut. */
  write(change: Change): Promise<void>;
  close(): Promise<void>;
}

/** Why a shelf cannot be opened: another hub has it, it cannot be read, or the place does not let anybody write. */
export class ShelfError extends Error {
  override readonly name = 'ShelfError';
  readonly why: 'taken' | 'damaged' | 'unusable';

  constructor(why: ShelfError['why'], detail: string) {
    super(detail);
    this.why = why;
  }
}

/** LevelDB keeps no more than this in memory before it writes a table file. */
const WRITE_BUFFER = 1 << 20;

const explained = (error: unknown): ShelfError => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'LEVEL_LOCKED') return new ShelfError('taken', detail);
  const isPlace = /permission denied|read-only|no space|too large|quota|input\/output/i.test(detail);
  return new ShelfError(isPlace ? 'unusable' : 'damaged', detail);
};

/** What LevelDB found broken and skipped when it opened its files; it tells only its own log. */
const skipped = async (dir: string): Promise<string | undefined> => {
  const log = await readFile(join(dir, 'LOG'), 'utf8').catch(() => '');
  return /^.*(dropping \d+ bytes|corruption|ignoring error).*$/im.exec(log)?.[0];
};

/**
 * Opens a LevelDB, or makes one in a directory that is there. The second value tells what was skipped as broken, if anything.
 * @throws ShelfError.
 */
export const openShelf = async (
  dir: string,
): Promise<{ readonly shelf: Shelf; readonly broken?: string }> => {
  const db = new ClassicLevel<string, Uint8Array>(dir, {
    valueEncoding: 'view',
    writeBufferSize: WRITE_BUFFER,
    cacheSize: WRITE_BUFFER,
    maxOpenFiles: 64,
  });
  try {
    await db.open();
  } catch (error) {
    throw explained(error);
  }
  const shelf: Shelf = {
    readAll: async () => {
      try {
        return await db.iterator().all();
      } catch (error) {
        throw explained(error);
      }
    },
    write: ({ put, remove }) =>
      db.batch(
        [
          ...put.map(([key, value]) => ({ type: 'put' as const, key, value })),
          ...remove.map((key) => ({ type: 'del' as const, key })),
        ],
        { sync: true },
      ),
    close: () => db.close(),
  };
  const broken = await skipped(dir);
  return broken === undefined ? { shelf } : { shelf, broken };
};

/** Rebuilds a shelf that cannot be opened from the files that are left. What comes out of it still has to prove itself. */
export const repairShelf = (dir: string): Promise<void> => ClassicLevel.repair(dir);
