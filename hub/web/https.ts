import { createPrivateKey, X509Certificate } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDir } from '../store/directory.ts';
import type { HostNames, KeyPair } from './tls/authority.ts';

/** A certificate is made anew when it has less than this left, at the next start. */
const RENEW_MS = 30 * 86_400_000;

/** What the hub answers https with. */
export interface Certificates extends KeyPair {
  /** PEM of the hub's own authority, for phones that are to trust it; undefined with a certificate of one's own. */
  readonly authority: string | undefined;
}

/** A certificate that was named cannot be used. The message is one sentence for the person who named it. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

const readPair = async (directory: string, name: string): Promise<KeyPair | undefined> => {
  try {
    const [key, cert] = await Promise.all(
      ['key', 'crt'].map((ending) => readFile(join(directory, `${name}.${ending}`), 'utf8')),
    );
    if (key === undefined || cert === undefined) return undefined;
    // Half-written or foreign files are as good as none.
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined;
  } catch {
    return undefined;
  }
};

/** Writes a whole file, which is nobody else's to read from its first byte on where `mode` says so. */
const writeFile = async (path: string, text: string, mode: number): Promise<void> => {
  const file = await open(path, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** Both or, where there is no room for them, none: a key without its certificate would be of no use. */
const writePair = async (directory: string, name: string, { key, cert }: KeyPair): Promise<void> => {
  await makeDir(directory);
  const [keyFile, certFile] = [join(directory, `${name}.key`), join(directory, `${name}.crt`)];
  try {
    await writeFile(`${keyFile}.new`, key, 0o600);
    await writeFile(`${certFile}.new`, cert, 0o644);
    await rename(`${keyFile}.new`, keyFile);
    await rename(`${certFile}.new`, certFile);
  } catch (error) {
    for (const file of [keyFile, certFile]) await rm(`${file}.new`, { force: true }).catch(() => undefined);
    throw error;
  }
};

const endsSoon = (cert: string, now: Date): boolean =>
  Date.parse(new X509Certificate(cert).validTo) - now.getTime() < RENEW_MS;

const covers = (cert: string, authority: string, { dns, ips }: HostNames): boolean => {
  const leaf = new X509Certificate(cert);
  return (
    leaf.verify(new X509Certificate(authority).publicKey) &&
    dns.every((name) => leaf.checkHost(name) !== undefined) &&
    ips.every((ip) => leaf.checkIP(ip) !== undefined)
  );
};

/**
 * The hub's own certificates, kept in `directory` (key files 0600) and made where they are missing, end soon or do not name an address
 * that the hub has now. The authority stays the same for ten years, so phones that trust it once go on doing so. What cannot be kept
 * (a full disk, one that nobody may write to) serves this run alone.
 * @param say told so, once, in a sentence for a person
 */
export const ownCertificates = async (
  directory: string,
  name: string,
  hosts: HostNames,
  now: Date,
  say: (sentence: string) => void,
): Promise<Certificates> => {
  let kept = true;
  const keep = async (file: string, pair: KeyPair): Promise<void> => {
    // A leaf is worth keeping only beside its authority.
    if (kept)
      await writePair(directory, file, pair).catch((error: NodeJS.ErrnoException) => {
        kept = false;
        say(
          `The hub's certificate for https cannot be kept in ${directory} (${error.code ?? error.message}): each start makes a new one, which phones have to accept again. Make room on the disk, or choose another place with --data-dir.`,
        );
      });
  };
  let authority = await readPair(directory, 'authority');
  let leaf = await readPair(directory, 'hub');
  const newAuthority = !authority || endsSoon(authority.cert, now);
  if (
    newAuthority ||
    !authority ||
    !leaf ||
    endsSoon(leaf.cert, now) ||
    !covers(leaf.cert, authority.cert, hosts)
  ) {
    // Only where something is to be made: the library is large, and starts are to be quick.
    const { makeAuthority, makeLeaf } = await import('./tls/authority.ts');
    if (newAuthority || !authority) {
      authority = await makeAuthority(name, now);
      await keep('authority', authority);
    }
    leaf = await makeLeaf(authority, hosts, now);
    await keep('hub', leaf);
  }
  return { ...leaf, authority: authority.cert };
};

/** Where the hub's certificates come from: files that were named, else its own. @throws CertificateError if only one of two is named. */
export const findCertificates = async (
  given: { readonly cert?: string | undefined; readonly key?: string | undefined },
  own: () => Promise<Certificates>,
): Promise<Certificates> => {
  if (given.cert === undefined && given.key === undefined) return own();
  if (given.cert === undefined || given.key === undefined)
    throw new CertificateError('A certificate needs its key: name both, --cert and --key.');
  return givenCertificates(given.cert, given.key);
};

/** A certificate of somebody's own, as `--cert` and `--key` name it. @throws CertificateError that says what is wrong with which file. */
export const givenCertificates = async (certFile: string, keyFile: string): Promise<Certificates> => {
  const read = (file: string): Promise<string> =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new CertificateError(
        `${file} cannot be read (${error.code}); name PEM files with --cert and --key.`,
      );
    });
  const [cert, key] = await Promise.all([read(certFile), read(keyFile)]);
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      throw new CertificateError(
        `${keyFile} is not the key of ${certFile}; name the two that belong together.`,
      );
  } catch (error) {
    if (error instanceof CertificateError) throw error;
    throw new CertificateError(`${certFile} and ${keyFile} are not a PEM certificate and its PEM key.`);
  }
  return { cert, key, authority: undefined };
};
