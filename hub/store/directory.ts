import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Damaged stores kept for somebody to look at. */
const KEPT_ASIDE = 5;
const ASIDE = 'store.damaged-';

/** Where state is kept unless the hub is told otherwise (XDG Base Directory Specification). */
export const defaultDataDir = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'partyline');

/** Makes a directory for this user alone, with those above it. Node's own `recursive` never ends where nobody may make one (below /proc). */
export const makeDir = async (dir: string): Promise<void> => {
  const missing: string[] = [];
  for (let at = resolve(dir); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const one of missing)
    await mkdir(one, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
};

/** Renames the store so that a new one can begin, and forgets the oldest of those renamed before. @returns the new name. */
export const setAside = async (dataDir: string, date: Date): Promise<string> => {
  const stamp = date.toISOString().replace(/[:.]/g, '-');
  // The clock of a Pi without a battery may show the same time twice.
  let name = `${ASIDE}${stamp}`;
  for (let i = 2; existsSync(join(dataDir, name)); i += 1) name = `${ASIDE}${stamp}-${i}`;
  await rename(join(dataDir, 'store'), join(dataDir, name));
  const aside = (await readdir(dataDir)).filter((one) => one.startsWith(ASIDE)).sort();
  for (const old of aside.slice(0, Math.max(0, aside.length - KEPT_ASIDE)))
    await rm(join(dataDir, old), { recursive: true, force: true });
  return name;
};
