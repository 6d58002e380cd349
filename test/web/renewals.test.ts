import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renewalRules } from '../../hub/web/tls/renewals.ts';
import { CertifiedFront } from './support/certified-front.ts';

const DAY_MS = 86_400_000;
const hosts = { dns: ['localhost', 'partyline.local'], ips: ['127.0.0.1'] };
const now = new Date();
const inDays = (days: number): Date => new Date(now.getTime() + days * DAY_MS);
const ahead = inDays(12 * 365);
const unset = new Date(60_000);

let directory: string;
const fronts: CertifiedFront[] = [];
const start = async (date = now, names: typeof hosts = hosts): Promise<CertifiedFront> => {
  const front = await CertifiedFront.start(directory, date, names);
  fronts.push(front);
  return front;
};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'partyline-renewals-'));
});
afterEach(() => {
  for (const front of fronts.splice(0)) front.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('certificates of a hub whose clock was ahead', () => {
  it('are good again as soon as the clock is set, without a restart, and nobody is cut off', async () => {
    const hub = await start(ahead);
    const early = await hub.handshake(await hub.authority());
    expect(early.problem).toBe('CERT_NOT_YET_VALID');
    hub.set(now);
    await hub.pass();
    await hub.trusted();
    expect(hub.said).toEqual([
      expect.stringMatching(/new certificate authority.*not valid at the time.*ca\.crt/),
    ]);
    early.socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [answer] = await once(early.socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
    early.socket.destroy();
  });

  it('are good again at the next start, where it was set in between', async () => {
    (await start(ahead)).stop();
    await (await start()).trusted();
  });

  it('are those that phones trusted before, if there were any', async () => {
    const hub = await start();
    const authority = await hub.authority();
    for (let times = 0; times < 2; times += 1) {
      hub.set(ahead);
      await hub.pass();
      expect(await hub.authority()).not.toBe(authority);
      hub.set(now);
      await hub.pass();
      expect(await hub.authority()).toBe(authority);
      await hub.trusted();
    }
    hub.set(ahead);
    await hub.pass();
    const next = await start();
    expect(await next.authority()).toBe(authority);
    await next.trusted();
  });
});

describe('certificates of a hub whose clock is not set yet', () => {
  it('are not made: http is served alone, which is said once, until the clock is right', async () => {
    const hub = await start(unset);
    expect(await hub.plain('/')).toBe('200 here');
    expect(await hub.plain('/ca.crt')).toMatch(/^404 /);
    await expect(hub.handshake('')).rejects.toThrow();
    hub.set(new Date(unset.getTime() + 3 * DAY_MS));
    await hub.pass();
    expect(hub.said).toEqual([expect.stringMatching(/clock of this hub shows 1970-01-01.*no https/)]);
    hub.set(now);
    await hub.pass();
    await hub.trusted();
    expect(hub.said).toHaveLength(1);
  });

  it('are served as they are where there were some: phones know the time themselves', async () => {
    const before = await start();
    const authority = await before.authority();
    before.stop();
    const hub = await start(unset);
    await hub.trusted();
    hub.set(now);
    await hub.pass();
    expect(await hub.authority()).toBe(authority);
    await hub.trusted();
    expect(hub.said).toEqual([]);
  });

  it('that fell back to a time after the first hub was written do not lose the trust of phones', async () => {
    const hub = await start();
    const authority = await hub.authority();
    hub.set(inDays(-200));
    await hub.pass();
    hub.set(now);
    await hub.pass();
    expect(await hub.authority()).toBe(authority);
    await hub.trusted();
  });
});

describe('certificates of a hub that is on for long', () => {
  it('name an address soon after it came, as when the hub is up before its network', async () => {
    const hub = await start();
    const authority = await hub.authority();
    expect((await hub.trusted()).checkIP('192.168.7.21')).toBeUndefined();
    hub.hasHosts({ ...hosts, ips: ['127.0.0.1', '192.168.7.21'] });
    await hub.pass();
    expect((await hub.trusted()).checkIP('192.168.7.21')).toBe('192.168.7.21');
    expect(await hub.authority()).toBe(authority);
    expect(hub.said).toEqual([]);
  });

  it('are renewed before they end', async () => {
    // Made a year ago; 397 days are granted, and 30 are to be left.
    (await start(inDays(-368))).stop();
    const hub = await start(inDays(-3));
    const first = await hub.trusted();
    await hub.pass(DAY_MS);
    expect((await hub.trusted()).serialNumber).toBe(first.serialNumber);
    await hub.pass(DAY_MS + renewalRules.lookMs);
    const next = await hub.trusted();
    expect(next.serialNumber).not.toBe(first.serialNumber);
    expect(Date.parse(next.validTo)).toBeGreaterThan(inDays(390).getTime());
  });

  it('are not made anew every hour where they cannot be kept', async () => {
    const hub = await CertifiedFront.start('/dev/null/tls', now, hosts);
    fronts.push(hub);
    const authority = await hub.authority();
    const { serialNumber } = await hub.trusted();
    await hub.pass(5 * renewalRules.lookMs);
    expect(await hub.authority()).toBe(authority);
    expect((await hub.trusted()).serialNumber).toBe(serialNumber);
    expect(hub.said).toEqual([expect.stringMatching(/cannot be kept/)]);
  });
});
