import { afterEach, describe, expect, it } from 'vitest';
import { Air } from '../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../phone-sim/radio/clock.ts';
import { LeEvent } from '../../phone-sim/radio/hci/codes.ts';
import {
  createNobleCentral,
  type NobleCentral,
  type Peripheral,
} from '../../phone-sim/radio/noble-instance.ts';
import type { NobleHci } from '../../phone-sim/radio/noble-types.ts';
import { inProcess } from '../../phone-sim/radio/transport.ts';
import { Op, RawHost } from './support/raw-host.ts';

const channelUser = process.env.HCI_CHANNEL_USER;
afterEach(() => {
  if (channelUser === undefined) delete process.env.HCI_CHANNEL_USER;
  else process.env.HCI_CHANNEL_USER = channelUser;
});

interface Met {
  clock: VirtualClock;
  air: Air;
  hub: RawHost;
  phone: NobleCentral;
  peripheral: Peripheral;
}

/** A real noble, in virtual time, with a link to a host without a stack. */
async function meet(): Promise<Met> {
  const clock = new VirtualClock();
  const air = new Air({ clock });
  const hub = new RawHost(air, clock);
  hub.advertise();
  const phone = await createNobleCentral(inProcess(air));
  let peripheral: Peripheral | undefined;
  phone.noble.on('discover', (found: Peripheral) => {
    peripheral = found;
  });
  phone.noble.startScanning([], false);
  await clock.runUntil(() => peripheral !== undefined);
  if (!peripheral) throw new Error('nothing found');
  phone.noble.stopScanning();
  peripheral.connect();
  await clock.runUntil(() => hub.acl.length === 1);
  return { clock, air, hub, phone, peripheral };
}

describe('a noble of its own per phone', () => {
  it('opens with an MTU request, in the interval range it asks for', async () => {
    const { hub, phone, air } = await meet();
    expect(hub.received.toString('hex')).toBe('03000400020001');
    expect(hub.connections[0]?.readUInt16LE(15)).toBe(18);
    expect(phone.noble.address).toBe('02:50:4c:00:00:02');
    air.close();
    expect((await phone.closed)?.message).toBe('the air was closed');
    await phone.close();
  });

  it.each(['', '1'])(
    'agrees to a peripheral that asks for another interval (HCI_CHANNEL_USER="%s")',
    async (env) => {
      if (env) process.env.HCI_CHANNEL_USER = env;
      else delete process.env.HCI_CHANNEL_USER;
      const { clock, hub, air } = await meet();
      // L2CAP on channel 5: request 7, interval 15..30 ms, latency 0, timeout 4 s.
      hub.send(Buffer.from('0c000500' + '12070800' + '0c0018000000' + '9001', 'hex'));
      await clock.runUntil(() => hub.le(LeEvent.connectionUpdateComplete).length === 1);
      expect(hub.acl.at(-1)?.subarray(5).toString('hex')).toBe('06000500' + '130702000000');
      expect(hub.le(LeEvent.connectionUpdateComplete)[0]?.subarray(7).toString('hex')).toBe('180000009001');
      expect(hub.acl.length).toBe(2);
      air.close();
    },
  );

  it('drops a write that meets a link just gone, instead of ending the process', async () => {
    const { clock, hub, phone, air } = await meet();
    const hci = (Reflect.get(phone.noble, '_bindings') as { _hci: NobleHci })._hci;
    const failures: unknown[] = [];
    const onFailure = (reason: unknown): unknown => failures.push(reason);
    process.on('unhandledRejection', onFailure);
    hci.once('disconnComplete', () => void hci.writeAclDataPkt(0x40, 4, Buffer.from([0x52, 1, 0])));
    hub.command(Op.disconnect, [0x40, 0, 0x13]);
    await clock.runUntil(() => hub.reasons.length === 1);
    await clock.settle();
    process.removeListener('unhandledRejection', onFailure);
    expect(hci._aclConnections.size).toBe(0);
    expect(failures).toEqual([]);
    air.close();
  });
});
