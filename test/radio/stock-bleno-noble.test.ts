import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { Air } from '../../phone-sim/radio/air.ts';
import { installVirtualHci } from '../../phone-sim/radio/install.ts';
import {
  createNobleCentral,
  type NobleCentral,
  type Peripheral,
} from '../../phone-sim/radio/noble-instance.ts';
import { inProcess } from '../../phone-sim/radio/transport.ts';

const require = createRequire(import.meta.url);

const air = new Air({ seed: 7 });
const centrals: NobleCentral[] = [];
afterEach(() => {
  for (const central of centrals.splice(0)) central.close();
});

describe('stock bleno and stock noble on one air', () => {
  it('discover with the scan response name, connect, agree on an MTU, write, notify and disconnect', async () => {
    const devices = installVirtualHci();
    devices.add(0, inProcess(air, { address: 'c0:ff:ee:00:00:01' }));
    process.env.HCI_CHANNEL_USER = '1';
    process.env.BLENO_HCI_DEVICE_ID = '0';
    const bleno = require('@abandonware/bleno') as typeof import('@abandonware/bleno');
    const written: Buffer[] = [];
    let notify: ((data: Buffer) => void) | null = null;
    const characteristic = new bleno.Characteristic({
      uuid: 'fff1',
      properties: ['write', 'notify'],
      onWriteRequest: (data, _offset, _without, done) => {
        written.push(data);
        done(bleno.Characteristic.RESULT_SUCCESS);
        notify?.(Buffer.concat([Buffer.from('re:'), data]));
      },
      onSubscribe: (_size, update) => {
        notify = update;
      },
    });
    await new Promise<void>((resolve) => bleno.on('stateChange', (s) => s === 'poweredOn' && resolve()));
    bleno.setServices([new bleno.PrimaryService({ uuid: 'fff0', characteristics: [characteristic] })]);
    await new Promise<void>((resolve, reject) =>
      bleno.startAdvertising('Living room', ['fff0'], (e) => (e ? reject(e) : resolve())),
    );

    const central = await createNobleCentral(inProcess(air));
    centrals.push(central);
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
    const answered = new Promise<Buffer>((resolve) => remote.on('data', resolve));
    await remote.subscribeAsync();
    const long = Buffer.alloc(200, 0x5a);
    await remote.writeAsync(long, false);
    expect(written).toEqual([long]);
    expect((await answered).toString()).toBe(`re:${long.toString()}`);
    const gone = new Promise<string>((resolve) => bleno.once('disconnect', resolve));
    await peripheral.disconnectAsync();
    expect(await gone).toBe(central.noble.address);
  });
});
