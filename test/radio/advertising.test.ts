import { describe, expect, it } from 'vitest';
import { Air } from '../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../phone-sim/radio/clock.ts';
import { LeEvent, ReportType } from '../../phone-sim/radio/hci/codes.ts';
import { connect, connectedPair, Op, RawHost } from './support/raw-host.ts';

const le16 = (value: number): number[] => [value & 0xff, value >> 8];
const random = 'd1:22:33:44:55:66';
const randomBytes = [0x66, 0x55, 0x44, 0x33, 0x22, 0xd1];

function newAir(options: { loss?: number } = {}): { clock: VirtualClock; air: Air } {
  const clock = new VirtualClock();
  return { clock, air: new Air({ clock, seed: 9, ...options }) };
}

const reports = (host: RawHost): Buffer[] => host.le(LeEvent.advertisingReport);
const types = (host: RawHost): (number | undefined)[] => reports(host).map((e) => e[5]);

describe('advertising and scanning', () => {
  it('reports address, address type, data and level, and fetches the scan response when scanning actively', async () => {
    const { clock, air } = newAir();
    const advertiser = new RawHost(air, clock);
    const scanner = new RawHost(air, clock);
    advertiser.command(Op.leSetRandomAddress, randomBytes);
    advertiser.setData(Op.leSetAdvData, [2, 1, 6]);
    advertiser.setData(Op.leSetScanResponse, [3, 9, 0x48, 0x69]);
    advertiser.advertise({ own: 1 });
    scanner.scan();
    await clock.runUntil(() => reports(scanner).length === 2);
    const body = (e: Buffer | undefined): string => e?.subarray(5).toString('hex') ?? '';
    expect(body(reports(scanner)[0])).toBe(`00016655443322d103020106ce`);
    expect(body(reports(scanner)[1])).toBe(`04016655443322d10403094869ce`);
    await clock.advance(2000);
    expect(reports(scanner).length).toBe(2);

    scanner.command(Op.leSetScanEnable, [0, 0]);
    scanner.events.length = 0;
    scanner.scan({ active: false, filterDuplicates: false });
    await clock.advance(1000);
    expect(new Set(types(scanner))).toEqual(new Set([ReportType.connectable]));
    expect(reports(scanner).length).toBeGreaterThan(7);
    expect(reports(scanner).length).toBeLessThan(11);
  });

  it('does nothing while nobody listens, and stops when told', async () => {
    const { clock, air } = newAir();
    const advertiser = new RawHost(air, clock);
    const scanner = new RawHost(air, clock);
    advertiser.advertise();
    await clock.advance(10_000);
    expect([air.stats.advertisingEvents, clock.idle]).toEqual([0, true]);
    scanner.scan({ filterDuplicates: false });
    await clock.advance(1000);
    advertiser.command(Op.leSetAdvEnable, [0]);
    const heard = reports(scanner).length;
    expect(heard).toBeGreaterThan(0);
    await clock.advance(5000);
    expect(reports(scanner).length).toBe(heard);
  });

  it('is not heard out of range, and is heard after coming nearer', async () => {
    const { clock, air } = newAir();
    const advertiser = new RawHost(air, clock, { position: { x: 0, y: 0 } });
    const scanner = new RawHost(air, clock, { position: { x: 1000, y: 0 } });
    advertiser.advertise();
    scanner.scan();
    await clock.advance(5000);
    expect(reports(scanner)).toEqual([]);
    air.place(scanner.controller, { x: 10, y: 0 });
    await clock.runUntil(() => reports(scanner).length > 0);
    expect(reports(scanner)[0]?.readInt8(14)).toBe(-67);
  });

  it('with loss a scan response takes several tries but comes once', async () => {
    const { clock, air } = newAir({ loss: 0.6 });
    const advertiser = new RawHost(air, clock);
    const scanner = new RawHost(air, clock);
    advertiser.advertise();
    scanner.scan();
    await clock.advance(20_000);
    expect(types(scanner).sort()).toEqual([ReportType.connectable, ReportType.scanResponse]);
  });

  it('an accept list of the advertiser keeps strangers from connecting', async () => {
    const { clock, air } = newAir();
    const advertiser = new RawHost(air, clock);
    const stranger = new RawHost(air, clock);
    const friend = new RawHost(air, clock);
    advertiser.command(Op.leAddToAcceptList, [0, 3, 0, 0, 0x4c, 0x50, 2]);
    advertiser.advertise({ policy: 2 });
    expect((await advertiser.ask(Op.leAddToAcceptList, [0, 9, 0, 0, 0x4c, 0x50, 2]))[0]).toBe(0x0c);
    const to = { address: advertiser.controller.config.address };
    stranger.command(Op.leCreateConnection, stranger.connectParameters(to));
    await clock.advance(5000);
    expect(stranger.connections).toEqual([]);
    friend.command(Op.leCreateConnection, friend.connectParameters(to));
    await clock.runUntil(() => friend.connections.length === 1);
    expect(stranger.connections).toEqual([]);
  });
});

describe('creating a connection', () => {
  it('to a random address uses that address, and the initiator may use one too', async () => {
    const { clock, air } = newAir();
    const advertiser = new RawHost(air, clock);
    const phone = new RawHost(air, clock);
    for (const host of [advertiser, phone])
      host.command(Op.leSetRandomAddress, randomBytes.with(5, host === phone ? 0xc2 : 0xd1));
    advertiser.advertise({ own: 1 });
    phone.command(Op.leCreateConnection, phone.connectParameters({ address: random, type: 0 }));
    await clock.advance(2000);
    expect(phone.connections).toEqual([]);
    expect(
      (await phone.ask(Op.leCreateConnection, phone.connectParameters({ address: random, type: 1 })))[0],
    ).toBe(0x0c);
    await phone.ask(Op.leCreateCancel);
    phone.command(Op.leCreateConnection, phone.connectParameters({ address: random, type: 1 }, { own: 1 }));
    await clock.runUntil(() => advertiser.connections.length === 1);
    expect(advertiser.connections[0]?.subarray(8, 15).toString('hex')).toBe('01665544332' + '2c2');
    expect(phone.connections.at(-1)?.subarray(8, 15).toString('hex')).toBe('01665544332' + '2d1');
  });

  it('can be cancelled, ends then with status 0x02, and the next one works', async () => {
    const { clock, air } = newAir();
    const peripheral = new RawHost(air, clock);
    const central = new RawHost(air, clock);
    expect((await central.ask(Op.leCreateCancel))[0]).toBe(0x0c);
    central.command(Op.leCreateConnection, central.connectParameters({ address: 'aa:aa:aa:aa:aa:aa' }));
    expect((await central.ask(Op.leCreateCancel))[0]).toBe(0);
    expect(central.connections.map((e) => e[4])).toEqual([0x02]);
    await connect(clock, central, peripheral);
    expect(central.connections.map((e) => e[4])).toEqual([0x02, 0]);
  });

  it('to a peer that is connected already is refused with 0x0b', async () => {
    const { clock, air } = newAir();
    const { central, peripheral } = await connectedPair(air, clock);
    const to = { address: peripheral.controller.config.address };
    expect((await central.ask(Op.leCreateConnection, central.connectParameters(to)))[0]).toBe(0x0b);
  });

  it('from a phone that was reset waits until the peripheral has missed the old link', async () => {
    const { clock, air } = newAir();
    const { central, peripheral } = await connectedPair(air, clock, { timeout: 200 });
    central.command(Op.reset);
    central.command(Op.setEventMask, Array(8).fill(0xff));
    peripheral.advertise();
    central.command(
      Op.leCreateConnection,
      central.connectParameters({ address: peripheral.controller.config.address }),
    );
    await clock.runUntil(() => central.connections.length === 2);
    expect(peripheral.reasons).toEqual([0x08]);
  });

  it('ends advertising; advertising again while connected is up to the controller, and to its room for links', async () => {
    const { clock, air } = newAir();
    const phone = new RawHost(air, clock);
    const hub = new RawHost(air, clock);
    const scanner = new RawHost(air, clock);
    await connect(clock, phone, hub);
    scanner.scan();
    await clock.advance(3000);
    expect(reports(scanner)).toEqual([]);

    const single = { peripheral: { advertiseWhileConnected: false } };
    const one = await connectedPair(air, clock, single);
    expect((await one.peripheral.ask(Op.leSetAdvEnable, [1]))[0]).toBe(0x0c);
    const two = await connectedPair(air, clock, { peripheral: { maxLinks: 2 } });
    expect((await two.peripheral.ask(Op.leSetAdvEnable, [1]))[0]).toBe(0);
    await connect(clock, one.central, two.peripheral);
    expect((await two.peripheral.ask(Op.leSetAdvEnable, [1]))[0]).toBe(0x09);
    two.central.command(Op.disconnect, [...le16(two.central.handle), 0x13]);
    await clock.runUntil(() => two.peripheral.reasons.length === 1);
    expect((await two.peripheral.ask(Op.leSetAdvEnable, [1]))[0]).toBe(0);
  });

  it('takes the interval of the air when one is set, as far as the supervision timeout allows', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock, connectionInterval: 50 });
    const roomy = await connectedPair(air, clock, { interval: 6, timeout: 100 });
    expect(roomy.central.connections[0]?.readUInt16LE(15)).toBe(40);
    const tight = await connectedPair(air, clock, { interval: 6, timeout: 10 });
    expect(tight.central.connections[0]?.readUInt16LE(15)).toBe(39);
  });
});
