import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { games } from '../../../hub/games/catalogue.ts';
import { type GameFolder, loadFolder } from '../../../hub/games/folder.ts';
import type { AnyGame } from '../../../hub/games/game.ts';

const house = fileURLToPath(new URL('../../../hub/games/', import.meta.url));

/** Loads the game of one folder, wherever it lies. @throws FolderError if it is none. */
export const openFolder = (dir: string): Promise<GameFolder> =>
  loadFolder({
    readText: (path) => readFile(join(dir, path), 'utf8').catch(() => undefined),
    list: (path) => readdir(join(dir, path)).catch(() => []),
    load: async (path) =>
      ((await import(pathToFileURL(join(dir, path)).href)) as { default: unknown }).default,
  });

/** @returns the folders of the house, as they lie beside the code that runs them. */
export const foldersOfTheHouse = async (): Promise<string[]> => {
  const entries = await readdir(house, { recursive: true });
  return entries
    .filter((path) => /^[^/\\]+[/\\]package\.json$/.test(path))
    .map((path) => join(house, path, '..'));
};

/** @returns all games of the house, those too that are there only as examples. */
export const everyGameOfTheHouse = async (): Promise<readonly AnyGame[]> => {
  const folders = await Promise.all((await foldersOfTheHouse()).map(openFolder));
  const examples = folders.filter(({ manifest }) => manifest.example);
  return [...games.values(), ...examples.flatMap((folder) => folder.games)];
};
