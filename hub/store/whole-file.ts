import { open, rename, rm } from 'node:fs/promises';

/** Writes a file that is nobody else's to read from its first byte on where `mode` says so, and that is on the disk afterwards. */
const writeSynced = async (path: string, text: string, mode: number): Promise<void> => {
  const file = await open(path, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** Writes files so that each is there whole or as it was before; where one cannot be written, none is touched. */
export const replaceFiles = async (
  files: readonly { readonly path: string; readonly text: string; readonly mode: number }[],
): Promise<void> => {
  try {
    for (const { path, text, mode } of files) await writeSynced(`${path}.new`, text, mode);
    for (const { path } of files) await rename(`${path}.new`, path);
  } catch (error) {
    for (const { path } of files) await rm(`${path}.new`, { force: true }).catch(() => undefined);
    throw error;
  }
};
