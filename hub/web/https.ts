import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { KeyPair } from './tls/authority.ts';

/** What the hub answers https with. */
export interface Certificates extends KeyPair {
  /** PEM of the hub's own authority, for phones that are to trust it; undefined with a certificate of one's own. */
  readonly authority: string | undefined;
}

/** @returns the SHA-256 of a certificate (PEM), byte by byte, as phones show it for comparing. */
export const fingerprintOf = (cert: string | undefined): string | undefined =>
  cert === undefined ? undefined : new X509Certificate(cert).fingerprint256;

/** A certificate that was named cannot be used. The message is one sentence for the person who named it. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/** Where the hub's certificates come from: files that were named, else its own. @throws CertificateError if only one of two is named. */
export const findCertificates = async (
  given: { readonly cert?: string | undefined; readonly key?: string | undefined },
  own: () => Promise<Certificates | undefined>,
): Promise<Certificates | undefined> => {
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
