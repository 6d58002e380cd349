import { describe, expect, it } from 'vitest';
import { isLocalAddress, localNetwork } from '../../hub/transport/remote.ts';

const local = [
  '127.0.0.1',
  '127.8.9.1',
  '10.0.0.7',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.20',
  '169.254.3.4',
  '::1',
  'fe80::1',
  'fe80::1%wlan0',
  'fd12:3456::9',
  '::ffff:192.168.1.20',
  '::ffff:7f00:1',
];
const remote = [
  '8.8.8.8',
  '172.32.0.1',
  '192.169.0.1',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.251',
  '2001:4860:4860::8888',
  '::ffff:8.8.8.8',
  '::',
  '64:ff9b::c0a8:101',
  '2002:c0a8:101::1',
  'ff02::1',
  '',
  'localhost',
  '192.168.1',
  undefined,
];

describe('local addresses', () => {
  it.each(local)('%s may play', (address) => {
    expect(isLocalAddress(address)).toBe(true);
  });
  it.each(remote)('%s may not', (address) => {
    expect(isLocalAddress(address)).toBe(false);
  });
});

describe('addresses inside the networks of this machine', () => {
  const at = (cidr: string, internal = false) => ({
    address: cidr.split('/')[0] ?? '',
    netmask: '',
    mac: '',
    internal,
    cidr,
    ...(cidr.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
  });
  const on = (...cidrs: string[]) => localNetwork(() => ({ eth0: cidrs.map((cidr) => at(cidr)) }));

  it('may play: the home’s own IPv6 prefix, which phones of the same network come from', () => {
    const isLocal = on('192.168.1.5/24', '2003:ea:1f00:2200:ba27:ebff:fe12:3456/64', 'fe80::1/64');
    expect(isLocal('2003:ea:1f00:2200:1:2:3:4')).toBe(true);
    expect(isLocal('2003:ea:1f00:2201:1:2:3:4')).toBe(false);
    expect(isLocal('2001:4860:4860::8888')).toBe(false);
    expect(isLocal('8.8.8.8')).toBe(false);
  });

  it('may play: a public IPv4 network that the hub is in, also written as IPv6', () => {
    const isLocal = on('141.20.7.5/22');
    expect(['141.20.4.1', '::ffff:141.20.7.9', '141.20.8.1'].map(isLocal)).toEqual([true, true, false]);
  });

  it('may play: a network for tests or documentation that the hub is in', () => {
    expect(['192.0.2.2', '192.0.2.77', '198.18.0.1'].map(on('192.0.2.2/24'))).toEqual([true, true, false]);
  });

  it('may play: all of 100.64/10 where the hub has an address there, as with Tailscale', () => {
    expect(on('100.101.2.3/32')('100.99.8.7')).toBe(true);
    expect(on('192.168.1.5/24')('100.99.8.7')).toBe(false);
  });

  it('may not play by a prefix that no home has, nor by one of the machine’s inner interfaces', () => {
    expect(on('198.51.0.1/8')('198.200.1.1')).toBe(false);
    expect(on('2003::1/16')('2003:1::2')).toBe(false);
    expect(localNetwork(() => ({ lo: [at('141.20.7.5/22', true)] }))('141.20.4.1')).toBe(false);
    expect(localNetwork(() => ({ lo: undefined }))('141.20.4.1')).toBe(false);
  });

  it('are looked up again after a few seconds, and no more often', () => {
    let now = 0;
    let cidr = '2003:1:1:1::5/64';
    let looks = 0;
    const isLocal = localNetwork(
      () => {
        looks += 1;
        return { eth0: [at(cidr)] };
      },
      () => now,
    );
    expect(isLocal('2003:1:1:1::9')).toBe(true);
    cidr = '2003:2:2:2::5/64';
    now = 2_999;
    for (let n = 0; n < 100; n += 1) expect(isLocal('2003:2:2:2::9')).toBe(false);
    expect(looks).toBe(1);
    now = 3_000;
    expect(isLocal('2003:2:2:2::9')).toBe(true);
    expect(isLocal('192.168.1.1')).toBe(true);
    expect(looks).toBe(2);
  });
});
