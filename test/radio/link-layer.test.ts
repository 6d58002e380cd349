import { describe, expect, it } from 'vitest';
import { Air, type AirTraceEvent } from '../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../phone-sim/radio/clock.ts';
import { AclBoundary } from '../../phone-sim/radio/h4.ts';
import { EventCode, LeEvent } from '../../phone-sim/radio/hci/codes.ts';
import { connect, connectedPair, Op, type Pair, RawHost } from './support/raw-host.ts';

const le16 = (value: number): number[] => [value & 0xff, value >> 8];

function numbered(index: number): Buffer {
  const payload = Buffer.alloc(20);
  payload.writeUInt32LE(index, 0);
  return payload;
}

/** Sends `count` numbered packets from `from` as its credit allows, until all are acknowledged. */
async function pump(clock: VirtualClock, from: RawHost, count: number): Promise<void> {
  const credit = from.controller.config.aclBuffers;
  const start = from.completed;
  let sent = 0;
  await clock.runUntil(() => {
    while (sent < count && sent - (from.completed - start) < credit) from.send(numbered(sent++));
    return from.completed - start === count;
  }, 600_000);
}

const indexes = (host: RawHost): number[] => host.acl.map((packet) => packet.readUInt32LE(5));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('a link', () => {
  it('tells both hosts role, address and interval, and gives the lowest free handle', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const { central, peripheral } = await connectedPair(air, clock, { interval: 24, timeout: 200 });
    const [asCentral, asPeripheral] = [central.connections[0], peripheral.connections[0]];
    expect(asCentral?.subarray(4).toString('hex')).toBe(
      '00' + '4000' + '00' + '00' + '0100004c5002' + '1800' + '0000' + 'c800' + '05',
    );
    expect(asPeripheral?.subarray(4).toString('hex')).toBe(
      '00' + '4000' + '01' + '00' + '0200004c5002' + '1800' + '0000' + 'c800' + '05',
    );

    const second = new RawHost(air, clock);
    const third = new RawHost(air, clock);
    await connect(clock, second, peripheral);
    expect(peripheral.handle).toBe(0x41);
    central.command(Op.disconnect, [...le16(0x40), 0x13]);
    await clock.runUntil(() => peripheral.reasons.length === 1);
    await connect(clock, third, peripheral);
    expect(peripheral.handle).toBe(0x40);
  });

  it.each([0, 0.05, 0.3, 0.6])(
    'at %d loss delivers everything once and in order, both ways',
    async (loss) => {
      const clock = new VirtualClock();
      const air = new Air({ clock, seed: 3 });
      const { central, peripheral } = await connectedPair(air, clock, { interval: 12, timeout: 3000 });
      air.setLoss(loss);
      await Promise.all([pump(clock, central, 200)]);
      await pump(clock, peripheral, 200);
      expect(indexes(peripheral)).toEqual(upTo(200));
      expect(indexes(central)).toEqual(upTo(200));
      expect(central.reasons).toEqual([]);
      if (loss > 0) {
        expect(air.stats.lost).toBeGreaterThan(0);
        expect(air.stats.repeats).toBeGreaterThan(0);
      } else expect(air.stats.lost + air.stats.repeats).toBe(0);
    },
  );

  it('moves data at connection events only, a bounded number of packets in each', async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    const trace = (event: AirTraceEvent): void => {
      if (event.kind === 'data') at.push(event.at);
    };
    const air = new Air({ clock, packetsPerEvent: 2, trace });
    const { central } = await connectedPair(air, clock, { interval: 40, central: { aclBuffers: 8 } });
    for (let i = 0; i < 8; i++) central.send(numbered(i));
    await clock.runUntil(() => central.completed === 8);
    const first = at[0] ?? 0;
    expect(at.map((moment) => (moment - first) / 50)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it('shares the radio of a busy controller among its links, and starves none', async () => {
    const clock = new VirtualClock();
    const perEvent = new Map<string, number>();
    const trace = (e: AirTraceEvent): void => {
      if (e.kind === 'data')
        perEvent.set(`${e.controller}/${e.at}`, (perEvent.get(`${e.controller}/${e.at}`) ?? 0) + 1);
    };
    const air = new Air({ clock, trace });
    const hub = new RawHost(air, clock, { maxLinks: 8, aclBuffers: 64 });
    const phones = upTo(8).map(() => new RawHost(air, clock));
    for (const phone of phones) await connect(clock, phone, hub, { interval: 6 });
    for (const [index, phone] of phones.entries()) {
      const handle = 0x40 + index;
      for (let n = 0; n < 8; n++) hub.send(Buffer.alloc(200, n), AclBoundary.firstNonFlushable, handle);
      expect(phone.acl.length).toBe(0);
    }
    await clock.runUntil(() => hub.completed === 64);
    expect(Math.max(...perEvent.values())).toBe(1);
    expect(phones.map((phone) => phone.acl.length)).toEqual(Array(8).fill(8));
  });

  it('costs no timer while it is idle', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const { central, peripheral } = await connectedPair(air, clock);
    await clock.advance(1000);
    expect(clock.idle).toBe(true);
    central.send(numbered(0));
    await clock.runUntil(() => peripheral.acl.length === 1);
    await clock.advance(3_600_000);
    expect(central.reasons).toEqual([]);
    expect(clock.idle).toBe(true);
  });

  it('gives buffers back only when the peer acknowledged, and says so when a host sends more than it has', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const { central, peripheral } = await connectedPair(air, clock, {
      central: { aclBuffers: 3 },
      timeout: 3000,
    });
    expect((await central.ask(Op.leReadBufferSize)).toString('hex')).toBe('00fb0003');
    air.setLoss(1);
    for (let i = 0; i < 5; i++) central.send(numbered(i));
    await clock.advance(2000);
    expect(central.completed).toBe(0);
    expect(peripheral.acl.length).toBe(0);
    expect(central.of(EventCode.dataBufferOverflow).length).toBe(2);
    expect(air.stats.hostErrors).toBe(2);
    air.setLoss(0);
    await clock.runUntil(() => central.completed === 3);
    expect(indexes(peripheral)).toEqual([0, 1, 2]);
  });

  it('cuts packets to the data length in force and keeps start and continuation apart', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const { central, peripheral } = await connectedPair(air, clock, { peripheral: { maxOctets: 27 } });
    const body = Buffer.from(upTo(100));
    central.send(body.subarray(0, 60));
    central.send(body.subarray(60), AclBoundary.continuing);
    await clock.runUntil(() => central.completed === 2);
    expect(peripheral.received).toEqual(body);
    const shape = peripheral.acl.map((p) => [p.readUInt16LE(1) >> 12, p.length - 5]);
    expect(shape).toEqual([
      [AclBoundary.firstFlushable, 27],
      [AclBoundary.continuing, 27],
      [AclBoundary.continuing, 6],
      [AclBoundary.continuing, 27],
      [AclBoundary.continuing, 13],
    ]);
  });

  it('raises the data length when a host asks, and tells both', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const plain = { suggestedOctets: 27 };
    const { central, peripheral } = await connectedPair(air, clock, { central: plain, peripheral: plain });
    expect(central.le(LeEvent.dataLengthChange)).toEqual([]);
    const answer = await central.ask(Op.leSetDataLength, [...le16(0x40), ...le16(200), ...le16(1712)]);
    expect(answer.toString('hex')).toBe('004000');
    await clock.runUntil(() => peripheral.le(LeEvent.dataLengthChange).length === 1);
    expect(central.le(LeEvent.dataLengthChange)[0]?.readUInt16LE(6)).toBe(200);
    expect(peripheral.le(LeEvent.dataLengthChange)[0]?.readUInt16LE(10)).toBe(200);
    central.send(Buffer.alloc(150));
    await clock.runUntil(() => central.completed === 1);
    expect(peripheral.acl.length).toBe(1);
  });

  it('refuses data towards a host that does not read, and loses none of it', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const { central, peripheral } = await connectedPair(air, clock);
    peripheral.congested = true;
    for (let i = 0; i < 4; i++) central.send(numbered(i));
    await clock.advance(5000);
    expect([central.completed, peripheral.acl.length]).toEqual([0, 0]);
    expect(air.stats.refusedByHost).toBeGreaterThan(100);
    peripheral.congested = false;
    await clock.runUntil(() => central.completed === 4);
    expect(indexes(peripheral)).toEqual([0, 1, 2, 3]);
    expect(central.reasons).toEqual([]);
  });

  it('lets a peripheral sleep for its latency until it has something to say', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const { central, peripheral } = await connectedPair(air, clock, {
      interval: 80,
      latency: 9,
      timeout: 600,
    });
    const began = clock.now();
    await clock.advance(250);
    // Data of the central waits for the peripheral to wake; data of the peripheral, in several parts here, does not.
    central.send(numbered(0));
    peripheral.send(Buffer.alloc(200));
    await clock.runUntil(() => central.completed === 1 && central.received.length === 200);
    expect(clock.now() - began - 250).toBeLessThanOrEqual(100);
    await clock.advance(300);
    const sent = clock.now();
    central.send(numbered(2));
    await clock.runUntil(() => peripheral.acl.length === 2);
    expect(clock.now() - sent).toBeGreaterThan(100);
  });

  it('is the same, event for event, under the same seed, and another under another', async () => {
    const run = async (seed: number): Promise<string> => {
      const clock = new VirtualClock();
      const events: AirTraceEvent[] = [];
      const air = new Air({ clock, seed, loss: 0.2, trace: (event) => events.push(event) });
      const pairs: Pair[] = [];
      for (let i = 0; i < 3; i++) pairs.push(await connectedPair(air, clock, { timeout: 400 }));
      for (const pair of pairs) await pump(clock, pair.central, 30);
      return JSON.stringify(events);
    };
    const [one, again, other] = [await run(11), await run(11), await run(12)];
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });
});

describe('connection update', () => {
  it('changes the interval six events later and completes on both sides', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const { central, peripheral } = await connectedPair(air, clock, { interval: 12 });
    const update = [...le16(0x40), ...le16(24), ...le16(32), ...le16(0), ...le16(300), 0, 0, 0, 0];
    expect((await central.ask(Op.leConnectionUpdate, update))[0]).toBe(0);
    expect((await central.ask(Op.leConnectionUpdate, update))[0]).toBe(0x3a);
    expect((await peripheral.ask(Op.leConnectionUpdate, update))[0]).toBe(0x1a);
    await clock.runUntil(() => central.le(LeEvent.connectionUpdateComplete).length === 1);
    for (const host of [central, peripheral]) {
      const [event] = host.le(LeEvent.connectionUpdateComplete);
      expect(event?.subarray(4).toString('hex')).toBe('00' + '4000' + '2000' + '0000' + '2c01');
    }
    await pump(clock, central, 20);
    expect(indexes(peripheral)).toEqual(upTo(20));
    // The new supervision timeout holds: 3 s, not the 1 s of before.
    const gone = clock.now();
    central.controller.detach();
    await clock.runUntil(() => peripheral.reasons.length === 1);
    expect(clock.now() - gone).toBeGreaterThan(2900);
  });

  it('refuses parameters that leave no room for two intervals in the timeout', async () => {
    const clock = new VirtualClock();
    const { central } = await connectedPair(new Air({ clock }), clock);
    const update = [...le16(0x40), ...le16(400), ...le16(400), ...le16(0), ...le16(100), 0, 0, 0, 0];
    expect((await central.ask(Op.leConnectionUpdate, update))[0]).toBe(0x12);
  });
});
