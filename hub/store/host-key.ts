import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDir } from './directory.ts';
import { replaceFiles } from './whole-file.ts';

/** No 0 and no 1, no I and no O: somebody may have to type it. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const SHAPE = /^[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}$/;

/** In the data directory, with the key and a line end; mode 0600, so that it is read by the hub's own user alone. */
const hostKeyFile = (dataDir: string): string => join(dataDir, 'host-key');

/** @returns three times four letters: 60 bits, which nobody guesses over a network, and a person types once. */
const newHostKey = (randomBytes: (count: number) => Uint8Array): string => {
  const letters = Array.from(randomBytes(12), (byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
};

/**
 * The key with which a TV, or a program of the hub's own user, has the host's rights. It stays the same for all rooms of this hub, so that a TV
 * is told once. An address is no proof of being here: what a proxy on this machine passes on comes from this machine too.
 * @param note told, in a sentence, if it cannot be kept: then it holds for this run alone.
 */
export const ownHostKey = async (
  dataDir: string,
  randomBytes: (count: number) => Uint8Array,
  note: (sentence: string) => void,
): Promise<string> => {
  const path = hostKeyFile(dataDir);
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  try {
    if (SHAPE.test(kept)) {
      // One that everybody may read is no secret.
      if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
      return kept;
    }
    const made = newHostKey(randomBytes);
    await makeDir(dataDir);
    await replaceFiles([{ path, text: `${made}\n`, mode: 0o600 }]);
    return made;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    note(
      `The host key cannot be kept in ${path} (${code}): the TV has to be told another at the next start. Choose another place with --data-dir.`,
    );
    return newHostKey(randomBytes);
  }
};
