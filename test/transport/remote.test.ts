import { describe, expect, it } from 'vitest';
import { isLocalAddress } from '../../hub/transport/remote.ts';

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
