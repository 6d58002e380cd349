import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../hub/transport/listen.ts';
import type { Certificates } from '../../hub/web/https.ts';
import { type KeyPair, makeLeaf } from '../../hub/web/tls/authority.ts';
import type { HostNames } from '../../hub/web/tls/host-names.ts';
import { OwnCertificates } from '../../hub/web/tls/own.ts';

const now = new Date();
/** OpenSSL calls it X509_V_ERR_PERMITTED_VIOLATION; Node has no name for that, and one for all others that may come up here. */
const OUTSIDE = 'UNSPECIFIED';
const hosts = { dns: ['partyline.local', 'localhost', 'den.local'], ips: ['127.0.0.1', '192.168.7.20'] };
const said: string[] = [];
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'partyline-authority-'));
  said.splice(0);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const own = async (names: HostNames = hosts): Promise<Certificates> => {
  const found = await new OwnCertificates({
    directory,
    name: 'Living room',
    hosts: () => names,
    date: () => now.getTime(),
    say: (sentence) => said.push(sentence),
  }).look();
  if (!found) throw new Error('no certificates');
  return found;
};
const stolen = (): KeyPair => ({
  key: readFileSync(join(directory, 'authority.key'), 'utf8'),
  cert: readFileSync(join(directory, 'authority.crt'), 'utf8'),
});

/** What a phone that trusts that authority says of a site: nothing, or why it does not go on. Names are compared by the phone as well. */
const trust = async (
  { key, cert }: KeyPair,
  ca: string | undefined,
  host: string,
): Promise<string | undefined> => {
  const server = createServer({ key, cert });
  const port = await listen(server, { port: 0, host: '127.0.0.1', flag: '--port' });
  try {
    return await new Promise((resolve, reject) => {
      const isName = /[a-z]/.test(host);
      const socket = connect(
        { port, host: '127.0.0.1', ca, rejectUnauthorized: false, ...(isName ? { servername: host } : {}) },
        () => {
          resolve(socket.authorizationError ? String(socket.authorizationError) : undefined);
          socket.destroy();
        },
      ).on('error', reject);
    });
  } finally {
    server.close();
  }
};

describe("the hub's certificate authority", () => {
  it('is trusted for the hub by each of its names', async () => {
    const certificates = await own();
    for (const name of hosts.dns)
      expect(await trust(certificates, certificates.authority, name)).toBeUndefined();
    expect(await trust(certificates, certificates.authority, '127.0.0.1')).toBeUndefined();
  });

  it.each([
    ['a bank', { dns: ['bank.example'], ips: [] }, 'bank.example'],
    ['a bank beside the hub', { dns: ['localhost', 'bank.example'], ips: [] }, 'localhost'],
    ['a name that only ends alike', { dns: ['notlocal'], ips: [] }, 'notlocal'],
    ['a server of the internet', { dns: ['localhost'], ips: ['8.8.8.8'] }, 'localhost'],
    ['one with a newer address', { dns: ['localhost'], ips: ['2001:db8::1'] }, 'localhost'],
  ])('is trusted for nothing else, whoever has its key: %s', async (_what, names, host) => {
    const { authority } = await own();
    const forged = await makeLeaf(stolen(), names, now);
    expect(await trust(forged, authority, host)).toBe(OUTSIDE);
  });

  it('may name an address on the internet that the hub has, and leaves out one that comes later', async () => {
    const public1 = { ...hosts, ips: ['127.0.0.1', '203.0.113.7'] };
    const first = await own(public1);
    expect(await trust(first, first.authority, 'localhost')).toBeUndefined();
    expect(new x509.X509Certificate(first.cert).toString('text')).toContain('203.0.113.7');
    const later = await own({ ...hosts, ips: ['127.0.0.1', '10.0.0.9', '203.0.113.8'] });
    expect(later.authority).toBe(first.authority);
    expect(await trust(later, later.authority, 'localhost')).toBeUndefined();
    const text = new x509.X509Certificate(later.cert).toString('text');
    expect(text).toContain('10.0.0.9');
    expect(text).not.toContain('203.0.113.8');
    expect((await own({ ...hosts, ips: ['127.0.0.1', '10.0.0.9', '203.0.113.8'] })).cert).toBe(later.cert);
    expect(said).toEqual([]);
  });

  it('of a hub of before, which could sign for every site, is made anew; that is said once', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const old = await x509.X509CertificateGenerator.createSelfSigned({
      name: 'CN=Living room (Partyline)',
      keys,
      signingAlgorithm: algorithm,
      notBefore: new Date(now.getTime() - 86_400_000),
      notAfter: new Date(now.getTime() + 3_650 * 86_400_000),
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    const key = x509.PemConverter.encode(
      await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
      'PRIVATE KEY',
    );
    writeFileSync(join(directory, 'authority.crt'), old.toString('pem'));
    writeFileSync(join(directory, 'authority.key'), key);
    const made = await own();
    expect(made.authority).not.toBe(old.toString('pem'));
    expect(said).toEqual([expect.stringMatching(/new certificate authority.*any site.*trust this one/)]);
    expect((await own()).authority).toBe(made.authority);
    expect(said).toHaveLength(1);
  });
});
