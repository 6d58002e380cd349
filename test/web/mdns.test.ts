import makeMdns from 'multicast-dns';
import { afterEach, describe, expect, it } from 'vitest';
import { lanAddresses } from '../../hub/addresses.ts';
import { type Announcing, announce } from '../../hub/discovery/mdns.ts';

/** An independent library asks; it is given up by the test's time limit. */
const ask = (
  name: string,
  type: 'PTR' | 'A' | 'TXT' | 'SRV',
  wanted: (data: unknown) => boolean = () => true,
): Promise<{ readonly name: string; readonly data: unknown }> =>
  new Promise((resolve) => {
    const mdns = makeMdns();
    mdns.on('response', ({ answers, additionals }) => {
      const found = [...answers, ...additionals].find(
        (one) => one.name === name && one.type === type && 'data' in one && wanted(one.data),
      );
      if (!found || !('data' in found)) return;
      mdns.destroy();
      resolve(found);
    });
    mdns.query(name, type);
  });

describe.skipIf(lanAddresses().length === 0)('mDNS (needs a network)', () => {
  let announcing: Announcing | undefined;
  afterEach(() => announcing?.stop());

  it('announces the service with its ports and room, and a host of that name', async () => {
    // Its own in every run: a hub with the same name may be in this network.
    const name = `Living room ${process.pid}`;
    const instance = `${name}._partyline._tcp.local`;
    announcing = await announce({
      name,
      port: 8080,
      tcpPort: 8081,
      room: 'ABCD',
      version: '1',
    });
    expect(announcing.hostname).toMatch(/^partyline(-\(\d+\))?\.local$/);
    expect((await ask('_partyline._tcp.local', 'PTR', (data) => data === instance)).data).toBe(instance);
    expect((await ask(instance, 'SRV')).data).toMatchObject({
      port: 8080,
      target: announcing.hostname,
    });
    const { data } = await ask(instance, 'TXT');
    expect((data as Buffer[]).map(String).sort()).toEqual([
      'path=/play',
      'room=ABCD',
      'tcp=8081',
      'version=1',
    ]);
    expect(lanAddresses()).toContain((await ask(announcing.hostname, 'A')).data);
  });
});
