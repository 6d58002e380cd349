import { X509Certificate } from 'node:crypto';
import type { Certificates } from '../https.ts';
import type { KeyPair } from './authority.ts';
import { isConstrained, permitted } from './constraints.ts';
import type { HostNames } from './host-names.ts';
import { readPair, writePair } from './pair-files.ts';

/** A certificate is made anew when it has less than this left. */
const RENEW_MS = 30 * 86_400_000;
/**
 * A clock that shows an earlier time is not set yet: there was no hub then. A constant, and no date of a file of the build: one that was
 * built while the clock was ahead would take every later time for wrong.
 */
const EARLIEST = Date.UTC(2025, 0, 1);

const AUTHORITY = 'authority';
/** The authority of before, set aside when the clock showed a time at which it is not valid: that may have been a mistake of the clock. */
const BEFORE = 'authority.before';
const LEAF = 'hub';

export interface OwnCertificatesOptions {
  /** Where they are kept; key files are 0600. */
  readonly directory: string;
  /** Of the hub, for people. */
  readonly name: string;
  /** By what phones may open the hub now. */
  readonly hosts: () => HostNames;
  /** Milliseconds since 1970. */
  readonly date: () => number;
  /** Told what a person has to know, in a sentence, once. */
  readonly say: (sentence: string) => void;
}

const isInTime = (cert: string, now: number): boolean => {
  const { validFrom, validTo } = new X509Certificate(cert);
  return Date.parse(validFrom) <= now && Date.parse(validTo) - now >= RENEW_MS;
};

const signedBy = (cert: string, authority: string): boolean =>
  new X509Certificate(cert).verify(new X509Certificate(authority).publicKey);

const covers = (cert: string, { dns, ips }: HostNames): boolean => {
  const leaf = new X509Certificate(cert);
  return (
    dns.every((name) => leaf.checkHost(name) !== undefined) &&
    ips.every((ip) => leaf.checkIP(ip) !== undefined)
  );
};

/**
 * The hub's own certificates. They are made where they are missing, not valid now, end soon or do not name an address that the hub has now.
 * The authority stays the same for ten years, so phones that trust it once go on doing so. Its key is kept, though throwing it away after the
 * first signature would be safer: a Pi gets another address in every home, and each would then cost all phones their trust. Instead the
 * authority is constrained to machines nearby. What cannot be kept (a full disk, one that nobody may write to) serves this run alone.
 */
export class OwnCertificates {
  readonly #options: OwnCertificatesOptions;
  #authority: KeyPair | undefined;
  #leaf: KeyPair | undefined;
  #canKeep = true;
  #hasSaidClock = false;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: OwnCertificatesOptions) {
    this.#options = options;
  }

  /** Makes sure of them. @returns undefined as long as the clock is not set and none are kept: their dates would be wrong for years. */
  look(): Promise<Certificates | undefined> {
    const look = this.#looking.then(() => this.#look());
    this.#looking = look.catch(() => undefined);
    return look;
  }

  async #look(): Promise<Certificates | undefined> {
    const now = this.#options.date();
    const found = now < EARLIEST ? await this.#asTheyAre(now) : await this.#inOrder(now);
    if (!found) return undefined;
    this.#authority = found.authority;
    this.#leaf = found.leaf;
    return { ...found.leaf, authority: found.authority.cert };
  }

  async #known(memory: KeyPair | undefined, ...names: readonly string[]): Promise<KeyPair[]> {
    const files = await Promise.all(names.map((name) => readPair(this.#options.directory, name)));
    return [memory, ...files].filter((one) => one !== undefined);
  }

  /** With no clock to go by, what is kept is the best there is: phones know the time themselves. */
  async #asTheyAre(now: number) {
    const [leaf] = await this.#known(this.#leaf, LEAF);
    const authorities = await this.#known(this.#authority, AUTHORITY, BEFORE);
    const authority = leaf && authorities.find(({ cert }) => signedBy(leaf.cert, cert));
    if (leaf && authority) return { leaf, authority };
    if (!this.#hasSaidClock)
      this.#options.say(
        `The clock of this hub shows ${new Date(now).toISOString().slice(0, 10)}, which cannot be right. Until it is set there is no https, and so no Bluetooth in browsers; all else works. As soon as the time comes from the network, https does too.`,
      );
    this.#hasSaidClock = true;
    return undefined;
  }

  async #inOrder(now: number) {
    const hosts = this.#options.hosts();
    const authority = (await this.#knownAuthority(now)) ?? (await this.#newAuthority(hosts, now));
    const names = permitted(authority.cert, hosts);
    const leaves = await this.#known(this.#leaf, LEAF);
    const fits = ({ cert }: KeyPair): boolean =>
      isInTime(cert, now) && signedBy(cert, authority.cert) && covers(cert, names);
    return { authority, leaf: leaves.find(fits) ?? (await this.#newLeaf(authority, names, now)) };
  }

  /** The one of before, which phones trusted first, is preferred as soon as it is valid again. */
  async #knownAuthority(now: number): Promise<KeyPair | undefined> {
    const [before] = await this.#known(undefined, BEFORE);
    const known = await this.#known(this.#authority, AUTHORITY);
    const isUsable = ({ cert }: KeyPair): boolean => isConstrained(cert) && isInTime(cert, now);
    if (!before || !isUsable(before)) return known.find(isUsable);
    if (known.every(({ cert }) => cert !== before.cert)) await this.#keep(AUTHORITY, before);
    return before;
  }

  async #newAuthority(hosts: HostNames, now: number): Promise<KeyPair> {
    const [before] = await this.#known(undefined, AUTHORITY);
    if (before) {
      const why = isConstrained(before.cert)
        ? 'the old one is not valid at the time that the clock of this hub shows'
        : 'the old one could have signed for any site';
      this.#options.say(
        `The hub has a new certificate authority, as ${why}: phones that trusted the old one have to trust this one (/ca.crt), and should forget the old.`,
      );
      if (isConstrained(before.cert)) await this.#keep(BEFORE, before);
    }
    // Only where something is to be made: the library is large, and starts are to be quick.
    const { makeAuthority } = await import('./authority.ts');
    const made = await makeAuthority(this.#options.name, hosts, new Date(now));
    await this.#keep(AUTHORITY, made);
    return made;
  }

  async #newLeaf(authority: KeyPair, hosts: HostNames, now: number): Promise<KeyPair> {
    const { makeLeaf } = await import('./authority.ts');
    const made = await makeLeaf(authority, hosts, new Date(now));
    await this.#keep(LEAF, made);
    return made;
  }

  /** A leaf is worth keeping only beside its authority: what could not be kept once is not tried again in this run. */
  async #keep(name: string, pair: KeyPair): Promise<void> {
    if (!this.#canKeep) return;
    const { directory, say } = this.#options;
    await writePair(directory, name, pair).catch((error: NodeJS.ErrnoException) => {
      this.#canKeep = false;
      say(
        `The hub's certificate for https cannot be kept in ${directory} (${error.code ?? error.message}): each start makes a new one, which phones have to accept again. Make room on the disk, or choose another place with --data-dir.`,
      );
    });
  }
}
