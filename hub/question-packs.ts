import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ownPackIds, type Pack, readPack } from './games/catalogue.ts';

/** Packs read from one folder, bytes of one pack and of all together, at most: in memory they are several times as large. */
const FILES = 100;
const BYTES = 1_000_000;
const ALL_BYTES = 20_000_000;

export interface PackFolder {
  readonly packs: readonly Pack[];
  /** A sentence for each file that cannot be used; the others are. */
  readonly problems: readonly string[];
}

const read = async (folder: string, name: string, size: number): Promise<Pack> => {
  const path = join(folder, name);
  if (size > BYTES) throw new Error(`Question pack ${name} is over ${BYTES} bytes; split it`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(
      `Question pack ${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return readPack(json, name);
};

const listed = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

/**
 * Reads every `*.json` of a folder as a question pack, in order of names. A folder that is not there has none.
 * A bad file costs only itself. @throws what the file system says if the folder cannot be listed.
 */
export const loadQuestionPacks = async (folder: string): Promise<PackFolder> => {
  const packs = new Map<string, Pack>();
  const problems: string[] = [];
  const names = await listed(folder);
  if (names.length > FILES)
    problems.push(`${folder} has ${names.length} question packs; only the first ${FILES} are used`);
  let left = ALL_BYTES;
  const tooMuch: string[] = [];
  for (const name of names.slice(0, FILES)) {
    try {
      const { size } = await stat(join(folder, name));
      if (size <= BYTES && size > left) {
        tooMuch.push(name);
        continue;
      }
      const pack = await read(folder, name, size);
      left -= size;
      if (ownPackIds.has(pack.id) || packs.has(pack.id))
        throw new Error(`Question pack ${name}: id: ${pack.id} is taken by another pack; choose another`);
      packs.set(pack.id, pack);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (tooMuch.length > 0)
    problems.push(
      `${folder} has more than ${ALL_BYTES} bytes of question packs; not used: ${tooMuch.slice(0, 3).join(', ')}${tooMuch.length > 3 ? ` and ${tooMuch.length - 3} more` : ''}. Take away those that nobody plays`,
    );
  return { packs: [...packs.values()], problems };
};
