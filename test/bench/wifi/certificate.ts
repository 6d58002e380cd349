import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority, makeLeaf } from '../../../hub/web/tls/authority.ts';

/** What the servers over TLS answer with, made for one run. */
export interface BenchCertificate {
  /** Files of the key and of the certificate, PEM. */
  readonly files: readonly [key: string, cert: string];
  /** PEM of who signed it: what the clients trust. */
  readonly ca: string;
}

const HOSTS = { dns: ['localhost'], ips: ['127.0.0.1'] };

export const makeCertificate = async (): Promise<BenchCertificate> => {
  const now = new Date();
  const authority = await makeAuthority('bench', HOSTS, now);
  const { key, cert } = await makeLeaf(authority, HOSTS, now);
  const directory = mkdtempSync(join(tmpdir(), 'partyline-bench-tls-'));
  const files = [join(directory, 'key.pem'), join(directory, 'cert.pem')] as const;
  writeFileSync(files[0], key, { mode: 0o600 });
  writeFileSync(files[1], cert);
  return { files, ca: authority.cert };
};
