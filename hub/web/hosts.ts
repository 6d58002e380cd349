import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Below these a router names the machines of its own network, and nobody can have a name on the internet (RFC 8375, ICANN; AVM has the last). */
const ROUTER_DOMAINS: ReadonlySet<string> = new Set(['lan', 'home', 'home.arpa', 'internal', 'fritz.box']);

export interface OwnNames {
  /** Of this machine, as its system knows it, with or without a domain. */
  readonly machine?: string;
  /** PEM of a certificate that somebody gave the hub: whoever has that may use its names. */
  readonly certificate?: string | undefined;
}

/** Whether a Host header (RFC 9110 section 7.2) names this hub. */
export type IsOwnHost = (host: string | undefined) => boolean;

/** A name without port, brackets and the dot of the root, in small letters. */
const nameIn = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d{0,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

/**
 * Tells names of this hub from those that somebody on the internet may have pointed at it, so that a page from there, open in a browser of
 * this network, cannot talk to the hub as if it came from it (DNS rebinding). Addresses are safe: nobody can point them elsewhere.
 */
export const ownHosts = ({ machine = hostname(), certificate }: OwnNames = {}): IsOwnHost => {
  const full = machine.toLowerCase().replace(/\.$/, '');
  const [first = ''] = full.split('.');
  const given = certificate === undefined ? undefined : new X509Certificate(certificate);
  const ofCertificate = (name: string): boolean =>
    /^[a-z0-9.-]{1,253}$/.test(name) && given?.checkHost(name) !== undefined;
  return (host) => {
    if (host === undefined) return false;
    const name = nameIn(host);
    if (name === '') return false;
    if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.local')) return true;
    if (name === full || name === first) return true;
    if (first !== '' && name.startsWith(`${first}.`) && ROUTER_DOMAINS.has(name.slice(first.length + 1)))
      return true;
    return ofCertificate(name);
  };
};
