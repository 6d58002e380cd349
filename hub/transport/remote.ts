import { isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
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
/** Of carriers, and of private networks laid over the internet such as Tailscale's (RFC 6598): as local as the hub is there itself. */
const SHARED = 'carrierGradeNat';
/** A shorter prefix is not that of a house or a campus. */
const SHORTEST_PREFIX = { ipv4: 16, ipv6: 48 } as const;
/** Addresses of a Pi change when it is carried to another network, not between two phones. */
const LOOK_AGAIN_MS = 3_000;

type Address = ReturnType<typeof ipaddr.process>;
type Interfaces = () => NodeJS.Dict<NetworkInterfaceInfo[]>;

/** What the interfaces of this machine say is theirs. */
interface OwnNetworks {
  readonly prefixes: readonly (readonly [Address, number])[];
  readonly shared: boolean;
}

const ownNetworks = (interfaces: Interfaces): OwnNetworks => {
  const own = Object.values(interfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal);
  return {
    prefixes: own.flatMap(({ cidr }) => {
      if (cidr === null || !ipaddr.isValidCIDR(cidr)) return [];
      const [address, bits] = ipaddr.parseCIDR(cidr);
      return bits >= SHORTEST_PREFIX[address.kind()] ? [[address, bits] as const] : [];
    }),
    shared: own.some(({ address }) => isIP(address) !== 0 && ipaddr.process(address).range() === SHARED),
  };
};

/**
 * Makes what tells whether an address belongs to this machine or its own network: loopback, private (RFC 1918), link-local (RFC 3927,
 * RFC 4291) or unique local (RFC 4193), or inside a prefix of one of its interfaces, as phones are that come over the home's own global
 * IPv6 addresses. An IPv4 address written as IPv6 counts as the IPv4 address it is; a zone is ignored.
 * @param now milliseconds on a clock that does not go back; interfaces are looked at again every few seconds at most.
 */
export const localNetwork = (
  interfaces: Interfaces = networkInterfaces,
  now: () => number = () => performance.now(),
): ((address: string | undefined) => boolean) => {
  let own: OwnNetworks | undefined;
  let lookedAt = 0;
  const networks = (): OwnNetworks => {
    if (own && now() - lookedAt < LOOK_AGAIN_MS) return own;
    lookedAt = now();
    own = ownNetworks(interfaces);
    return own;
  };
  return (text) => {
    // isIP first: ipaddr also takes short forms such as 10.1, which no socket gives.
    if (text === undefined || isIP(text) === 0) return false;
    const address = ipaddr.process(text);
    const range = address.range();
    if (LOCAL.has(range)) return true;
    if (range === SHARED) return networks().shared;
    // Whatever the range: networks for tests and for documentation (RFC 5737, RFC 2544) are somebody's own too.
    return networks().prefixes.some(
      ([prefix, bits]) => prefix.kind() === address.kind() && address.match(prefix, bits),
    );
  };
};

/**
 * Tells, for this machine, whether an address belongs to its own network.
 * @param address as `socket.remoteAddress` gives it.
 * @returns false for all else, for text that is no address, and for undefined (the peer is gone already).
 */
export const isLocalAddress = localNetwork();
