import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const fixtures = join(import.meta.dirname, '..', 'fixtures');

/** A part of a fixture's game.ts, and what is there instead. */
export type Patch = readonly [was: string, is: string];

/** Copies the fixture `sumo` with some lines changed, as somebody makes a mistake. @returns the folder. */
export const sumoWith = async (dir: string, patches: readonly Patch[], name = 'sumo'): Promise<string> => {
  const folder = join(dir, name);
  await cp(join(fixtures, 'sumo'), folder, { recursive: true });
  const file = join(folder, 'game.ts');
  let text = await readFile(file, 'utf8');
  for (const [was, is] of patches) {
    if (!text.includes(was)) throw new Error(`the fixture has no "${was}"`);
    text = text.replace(was, is);
  }
  await writeFile(file, text);
  return folder;
};

/** Gives a folder of its own to `use`, and takes it away again. */
export const withFolder = async <T>(use: (dir: string) => Promise<T>): Promise<T> => {
  const dir = await mkdtemp(join(tmpdir(), 'partyline-outside-'));
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
};
