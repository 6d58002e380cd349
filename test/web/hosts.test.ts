import { describe, expect, it } from 'vitest';
import { ownHosts } from '../../hub/web/hosts.ts';
import { makeAuthority, makeLeaf } from '../../hub/web/tls/authority.ts';

describe('names of the hub', () => {
  const isOwn = ownHosts({ machine: 'raspberrypi' });

  it.each([
    '192.168.7.20',
    '192.168.7.20:8080',
    '[::1]',
    '[2003:1:2::5]:8080',
    'localhost',
    'LOCALHOST:8080',
    'localhost.',
    'partyline.local:8080',
    'partyline-(2).local',
    'raspberrypi',
    'RaspberryPi:80',
    'raspberrypi.fritz.box',
    'raspberrypi.lan:8080',
    'raspberrypi.home.arpa',
  ])('%s is one', (host) => {
    expect(isOwn(host)).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'raspberrypi.evil.example',
    'evil.raspberrypi',
    'evil.fritz.box',
    'fritz.box',
    'partyline.local.evil.example',
    'local',
    'partyline',
    '127.0.0.1@evil.example',
    'evil.example\0.local.evil',
    '[::1',
    '',
    ':8080',
    undefined,
  ])('%s is none', (host) => {
    expect(isOwn(host)).toBe(false);
  });

  it('are those of the machine with its domain too', () => {
    const inDomain = ownHosts({ machine: 'Pi.School.example' });
    expect(['pi', 'pi.school.example'].map(inDomain)).toEqual([true, true]);
    expect(['school.example', 'other.school.example'].map(inDomain)).toEqual([false, false]);
  });

  it('are those of a certificate of one’s own as well', async () => {
    const now = new Date();
    const names = { dns: ['party.example.org', '*.games.example.org'], ips: [] };
    const authority = await makeAuthority('Somebody', names, now);
    const { cert } = await makeLeaf(authority, names, now);
    const withNames = ownHosts({ machine: 'pi', certificate: cert });
    for (const host of ['party.example.org', 'Party.example.org:8443', 'pong.games.example.org'])
      expect(withNames(host)).toBe(true);
    for (const host of ['example.org', 'evil.example', 'a.b.games.example.org', 'party.example.org\0.evil'])
      expect(withNames(host)).toBe(false);
  });
});
