import { afterEach, describe, expect, it } from 'vitest';
import { Air } from '../../phone-sim/radio/air.ts';
import {
  createNobleCentral,
  type NobleCentral,
  type Peripheral,
} from '../../phone-sim/radio/noble-instance.ts';
import { inProcess } from '../../phone-sim/radio/transport.ts';
import { keepingReasons, startBleno } from './support/bleno-peripheral.ts';

const air = new Air({ seed: 7 });
const centrals: NobleCentral[] = [];
afterEach(async () => {
  for (const central of centrals.splice(0)) await central.close();
  air.close();
});

describe('stock bleno and stock noble on one air', () => {
  it('discover with the scan response name, connect, agree on an MTU, write, notify and disconnect', async () => {
    const reasons: number[] = [];
    const source = keepingReasons(inProcess(air, { address: 'c0:ff:ee:00:00:01' }), reasons);
    const { bleno, written, notify } = await startBleno(source, 'Living room');
    const listeners = [process.listenerCount('SIGINT'), process.listenerCount('exit')];
    const central = await createNobleCentral(inProcess(air));
    centrals.push(central);
    expect([process.listenerCount('SIGINT'), process.listenerCount('exit')]).toEqual(listeners);

    const found = new Promise<Peripheral>((resolve) => central.noble.on('discover', resolve));
    await central.noble.startScanningAsync(['fff0'], false);
    const peripheral = await found;
    expect(peripheral.address).toBe('c0:ff:ee:00:00:01');
    expect(peripheral.addressType).toBe('public');
    expect(peripheral.advertisement.localName).toBe('Living room');
    expect(peripheral.rssi).toBe(-50);
    await central.noble.stopScanningAsync();
    await peripheral.connectAsync();
    const { characteristics } = await peripheral.discoverSomeServicesAndCharacteristicsAsync(
      ['fff0'],
      ['fff1'],
    );
    // noble says connected before its MTU exchange is done; the discovery came after that.
    expect(peripheral.mtu).toBe(256);
    const remote = characteristics[0];
    if (!remote) throw new Error('no characteristic');

    const notified: Buffer[] = [];
    await remote.subscribeAsync();
    const all = new Promise<void>((resolve) => {
      remote.on('data', (data: Buffer) => {
        notified.push(data);
        if (notified.length === 50) resolve();
      });
    });
    const long = Buffer.alloc(200, 0x5a);
    await remote.writeAsync(long, false);
    expect(written).toEqual([long]);
    const sent = Array.from({ length: 50 }, (_, i) => Buffer.alloc(i * 5, i));
    for (const data of sent) notify(data);
    await all;
    expect(notified).toEqual(sent);
    expect(await peripheral.updateRssiAsync()).toBe(-50);

    const gone = new Promise<string>((resolve) => bleno.once('disconnect', resolve));
    await peripheral.disconnectAsync();
    expect(await gone).toBe(central.noble.address);

    // Closing a phone that is connected is a goodbye too, not a loss.
    await peripheral.connectAsync();
    await central.close();
    await central.close();
    expect(await central.closed).toBe(null);
    expect(air.controllers.length).toBe(1);
    expect(reasons).toEqual([0x13, 0x13]);
  });
});
