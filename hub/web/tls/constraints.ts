import { X509Certificate } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { HostNames } from './host-names.ts';

/** Names that mean a machine nearby in every network: this one, and those that mDNS finds (RFC 6762). */
const NAMES = ['local', 'localhost'] as const;
/** Addresses that are nobody's on the internet: private, link-local and loopback ones (RFC 1918, 3927, 4193, 4291). */
const RANGES = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
] as const;

/** Name constraints (RFC 5280 section 4.2.1.10). */
export const NAME_CONSTRAINTS = '2.5.29.30';
/** How they begin in a certificate where they are critical: their OID, then TRUE. */
const CRITICAL = Buffer.from('0603551d1e0101ff', 'hex');

/** One DER element. Nothing here is longer than two bytes of length can say. */
const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
};

/** GeneralSubtree: a sequence with a GeneralName, here a dNSName [2]: that name and all below it. */
const nameSubtree = (name: string): Buffer => der(0x30, der(0x82, Buffer.from(name, 'ascii')));

/** An iPAddress [7]: the address and its mask. */
const rangeSubtree = (range: string): Buffer => {
  const [address, bits] = ipaddr.parseCIDR(range);
  const mask = (address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6).subnetMaskFromPrefixLength(bits);
  return der(0x30, der(0x87, Uint8Array.from([...address.toByteArray(), ...mask.toByteArray()])));
};

const isNearbyName = (name: string): boolean => NAMES.some((one) => name === one || name.endsWith(`.${one}`));

const isNearbyAddress = (ip: string): boolean => {
  const address = ipaddr.parse(ip);
  return RANGES.some((range) => {
    const [first, bits] = ipaddr.parseCIDR(range);
    return first.kind() === address.kind() && address.match(first, bits);
  });
};

const addressSubtree = (ip: string): Buffer =>
  rangeSubtree(`${ip}/${ipaddr.parse(ip).kind() === 'ipv4' ? 32 : 128}`);

/**
 * The value of an extension that lets an authority sign for machines nearby alone, and for what other names and addresses this hub has:
 * whoever steals its key cannot pass for a bank to the phones that trust it.
 */
export const nameConstraints = ({ dns, ips }: HostNames): Buffer => {
  const names = [...NAMES, ...dns.filter((name) => !isNearbyName(name))].map(nameSubtree);
  const addresses = [
    ...RANGES.map(rangeSubtree),
    ...ips.filter((ip) => !isNearbyAddress(ip)).map(addressSubtree),
  ];
  const permitted = der(0xa0, ...names, ...addresses);
  return der(0x30, permitted);
};

/** Whether an authority of this hub's own (PEM) has such constraints; those of its first versions had none. */
export const isConstrained = (authority: string): boolean =>
  new X509Certificate(authority).raw.includes(CRITICAL);

/**
 * What an authority with constraints may sign of these. A certificate with one name too many would be refused for all of them (RFC 5280
 * section 6.1.3), and a new authority has to be trusted anew by every phone: so an address on the internet that came later is left out.
 */
export const permitted = (authority: string, { dns, ips }: HostNames): HostNames => {
  const { raw } = new X509Certificate(authority);
  return {
    dns: dns.filter((name) => isNearbyName(name) || raw.includes(nameSubtree(name))),
    ips: ips.filter((ip) => isNearbyAddress(ip) || raw.includes(addressSubtree(ip))),
  };
};
