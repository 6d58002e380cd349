import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { NAME_CONSTRAINTS, nameConstraints } from './constraints.ts';
import type { HostNames } from './host-names.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** iOS takes leaf certificates of private authorities for at most 825 days, other browsers grow stricter every year. */
const LEAF_DAYS = 397;
const AUTHORITY_DAYS = 3_650;
/** Clocks of phones and Pis differ. */
const EARLIER_MS = DAY_MS;

/** A private key and its certificate, both PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const pemKey = async (key: webcrypto.CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');

const lifetime = (now: Date, days: number): { readonly notBefore: Date; readonly notAfter: Date } => ({
  notBefore: new Date(now.getTime() - EARLIER_MS),
  notAfter: new Date(now.getTime() + days * DAY_MS),
});

/** Makes a certificate authority of this hub's own. Its key signs nothing but this hub's certificate, and phones take no other from it. */
export const makeAuthority = async (name: string, hosts: HostNames, now: Date): Promise<KeyPair> => {
  const keys = await newKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [`${name} (Partyline)`] }],
    keys,
    signingAlgorithm: ALGORITHM,
    ...lifetime(now, AUTHORITY_DAYS),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension(NAME_CONSTRAINTS, true, nameConstraints(hosts)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: await pemKey(keys.privateKey), cert: cert.toString('pem') };
};

/** Makes the certificate with which the hub answers, signed by its authority. */
export const makeLeaf = async (authority: KeyPair, { dns, ips }: HostNames, now: Date): Promise<KeyPair> => {
  const keys = await newKeys();
  const issuer = new x509.X509Certificate(authority.cert);
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(authority.key),
    ALGORITHM,
    false,
    ['sign'],
  );
  const cert = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [dns[0] ?? 'partyline.local'] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    ...lifetime(now, LEAF_DAYS),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...dns.map((value) => ({ type: 'dns' as const, value })),
        ...ips.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { key: await pemKey(keys.privateKey), cert: cert.toString('pem') };
};
