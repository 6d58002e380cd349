import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/** Set by proxies, which call from an address that is not the caller's. */
const FORWARDED =
  /^(forwarded|via|x-forwarded(-.*)?|x-real-ip|(x-|true-|x-cluster-)?client-ip|cf-connecting-ip)$/;

/** Whether the caller sits at the hub itself, or behind a proxy there that hides it: so good for figures, and for no secret. A page of another site cannot use this: it may not read the answer. */
export const isLoopback = ({ socket, headers }: IncomingMessage): boolean => {
  const address = socket.remoteAddress;
  if (address === undefined || Object.keys(headers).some((name) => FORWARDED.test(name))) return false;
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  // A name that somebody pointed at 127.0.0.1 must not pass for the hub itself.
  return ipaddr.process(address).range() === 'loopback' && ['localhost', '127.0.0.1', '[::1]'].includes(host);
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether the caller has the host's rights, as a TV has: with the host key as a bearer token (RFC 6750 section 2.1). Not for being at the hub
 * itself: a proxy there, asked from anywhere, looks just like that.
 */
export const hasHostRights = (request: IncomingMessage, hostKey: string): boolean => {
  const [, key] = /^Bearer (.{1,200})$/.exec(request.headers.authorization ?? '') ?? [];
  return key !== undefined && hostKey !== '' && timingSafeEqual(digest(key), digest(hostKey));
};
