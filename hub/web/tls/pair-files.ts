import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDir } from '../../store/directory.ts';
import { replaceFiles } from '../../store/whole-file.ts';
import type { KeyPair } from './authority.ts';

const filesOf = (directory: string, name: string): readonly [string, string] => [
  join(directory, `${name}.key`),
  join(directory, `${name}.crt`),
];

/** @returns undefined where there is none that is whole: half-written and foreign files are as good as none. */
export const readPair = async (directory: string, name: string): Promise<KeyPair | undefined> => {
  try {
    const [key, cert] = await Promise.all(filesOf(directory, name).map((file) => readFile(file, 'utf8')));
    if (key === undefined || cert === undefined) return undefined;
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined;
  } catch {
    return undefined;
  }
};

/** Both or, where there is no room for them, none: a key without its certificate would be of no use. */
export const writePair = async (directory: string, name: string, { key, cert }: KeyPair): Promise<void> => {
  await makeDir(directory);
  const [keyFile, certFile] = filesOf(directory, name);
  await replaceFiles([
    { path: keyFile, text: key, mode: 0o600 },
    { path: certFile, text: cert, mode: 0o644 },
  ]);
};
