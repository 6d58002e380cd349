import { networkInterfaces } from 'node:os';

/** IPv4 addresses of this machine that phones in the same network can reach, the likeliest first; without loopback and link-local. */
export const lanAddresses = (): string[] =>
  Object.entries(networkInterfaces())
    .flatMap(([name, addresses]) => (addresses ?? []).map((address) => ({ name, ...address })))
    .filter(
      ({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'),
    )
    // Containers and virtual machines bring bridges of their own, which no phone reaches.
    .sort(
      (a, b) =>
        Number(/^(docker|veth|br-|virbr)/.test(a.name)) - Number(/^(docker|veth|br-|virbr)/.test(b.name)),
    )
    .map(({ address }) => address);
