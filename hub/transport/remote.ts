import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * @param address as `socket.remoteAddress` gives it.
 * @returns one text for each address: without a zone, and an IPv4 address written as IPv6 as the IPv4 address it is; `unknown` if the peer is gone already.
 */
export const sourceOf = (address: string | undefined): string =>
  address === undefined || isIP(address) === 0
    ? 'unknown'
    : (ipaddr.process(address).toString().split('%')[0] ?? 'unknown');

const LOCAL: ReadonlySet<string> = new Set(['loopback', 'private', 'linkLocal', 'uniqueLocal']);

/**
 * Tells whether an address belongs to this machine or its own network: loopback, private (RFC 1918), link-local (RFC 3927,
 * RFC 4291) or unique local (RFC 4193). An IPv4 address written as IPv6 counts as the IPv4 address it is; a zone is ignored.
 * @param address as `socket.remoteAddress` gives it.
 * @returns false for all else, for text that is no address, and for undefined (the peer is gone already).
 */
export const isLocalAddress = (address: string | undefined): boolean => {
  // isIP first: ipaddr also takes short forms such as 10.1, which no socket gives.
  if (address === undefined || isIP(address) === 0) return false;
  return LOCAL.has(ipaddr.process(address).range());
};
