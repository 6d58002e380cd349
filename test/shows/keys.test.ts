import { X509Certificate } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { HOST, HubShow } from './support/show.ts';

describe('what a person gets into the hand when the hub starts', () => {
  it('is an address for the TV with the key of the host, and a fingerprint to compare', async () => {
    const hub = await HubShow.start('--radio', 'off');
    const [, tv] = await hub.running.says(/TV {9}(\S+)/);
    expect(tv).toBe(`http://localhost:${hub.ready.http}/tv#key=${hub.hostKey}`);
    const [, first, second] = await hub.running.says(/ca\.crt {5}SHA-256 (\S{47})\n\s+(\S{47})\n/);
    const authority = await (await fetch(`http://${HOST}:${hub.ready.http}/ca.crt`)).text();
    const { fingerprint256 } = new X509Certificate(authority);
    expect(`${first}:${second}`).toBe(fingerprint256);
    expect(await hub.json('/host.json')).toMatchObject({ fingerprint: fingerprint256 });
  });

  it('is no key where all that is printed is kept, as by systemd', async () => {
    vi.stubEnv('JOURNAL_STREAM', '8:1234');
    const started = HubShow.start('--radio', 'off');
    vi.unstubAllEnvs();
    const hub = await started;
    await hub.running.says(/Ctrl-C/);
    expect(hub.running.out).toMatch(
      /TV {9}http:\/\/localhost:\d+\/tv \(it asks for the host key once: .*host-key/,
    );
    expect(hub.running.out).not.toContain(hub.hostKey);
  });
});
