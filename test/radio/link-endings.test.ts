import { describe, expect, it } from 'vitest';
import { Air } from '../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../phone-sim/radio/clock.ts';
import { EventCode } from '../../phone-sim/radio/hci/codes.ts';
import { connect, connectedPair, Op, RawHost } from './support/raw-host.ts';

const le16 = (value: number): number[] => [value & 0xff, value >> 8];
const timeoutReason = 0x08;

function newAir(): { clock: VirtualClock; air: Air } {
  const clock = new VirtualClock();
  return { clock, air: new Air({ clock, seed: 5 }) };
}

/** The clock of a machine that has no time for this process now and then. */
class StallingClock extends VirtualClock {
  #stalled = 0;

  override now(): number {
    return super.now() + this.#stalled;
  }

  stall(ms: number): void {
    this.#stalled += ms;
  }
}

describe('the end of a link', () => {
  it('a process that got no time for longer than the supervision timeout looks like a late host, not like a lost radio', async () => {
    const clock = new StallingClock();
    const air = new Air({ clock, seed: 5, loss: 0.3 });
    const { central, peripheral } = await connectedPair(air, clock, { interval: 24, timeout: 200 });
    for (let sent = 0; sent < 200; sent++) {
      peripheral.send(Buffer.from([sent]));
      await clock.advance(10);
      if (sent % 4 === 0) clock.stall(2_500);
      await clock.advance(110);
    }
    await clock.runUntil(() => central.acl.length === 200);
    expect([central.reasons, peripheral.reasons]).toEqual([[], []]);
    central.controller.detach();
    await clock.runUntil(() => peripheral.reasons.length === 1);
    expect(peripheral.reasons).toEqual([timeoutReason]);
  });

  it('a disconnection reaches the peer with its reason and the asking host with 0x16', async () => {
    const { clock, air } = newAir();
    const { central, peripheral } = await connectedPair(air, clock);
    expect((await central.ask(Op.disconnect, [...le16(0x40), 0x15]))[0]).toBe(0);
    await clock.runUntil(() => central.reasons.length === 1);
    expect([central.reasons, peripheral.reasons]).toEqual([[0x16], [0x15]]);
    expect((await central.ask(Op.disconnect, [...le16(0x40), 0x13]))[0]).toBe(0x02);
    expect(air.stats.disconnections).toBe(1);
    expect(clock.idle).toBe(true);
  });

  it('a disconnection flushes what was not on the air yet, and the other links get its buffers', async () => {
    const { clock, air } = newAir();
    const { central, peripheral } = await connectedPair(air, clock, { peripheral: { aclBuffers: 4 } });
    const other = new RawHost(air, clock);
    await connect(clock, other, peripheral);
    for (let i = 0; i < 4; i++) peripheral.send(Buffer.alloc(50), 0, 0x40);
    peripheral.command(Op.disconnect, [...le16(0x40), 0x13]);
    await clock.runUntil(() => peripheral.reasons.length === 1);
    expect(central.acl.length).toBe(0);
    expect(peripheral.controller.usedBuffers).toBe(0);
    for (let i = 0; i < 4; i++) peripheral.send(Buffer.from([i]), 0, 0x41);
    await clock.runUntil(() => other.acl.length === 4);
    expect(peripheral.of(EventCode.dataBufferOverflow)).toEqual([]);
  });

  it('a disconnection gets through loss, and gives up after the supervision timeout when nobody answers', async () => {
    const { clock, air } = newAir();
    const lossy = await connectedPair(air, clock, { timeout: 3000 });
    air.setLoss(0.5);
    lossy.peripheral.command(Op.disconnect, [...le16(0x40), 0x13]);
    await clock.runUntil(() => lossy.central.reasons.length === 1);
    expect([lossy.central.reasons, lossy.peripheral.reasons]).toEqual([[0x13], [0x16]]);

    air.setLoss(0);
    const deaf = await connectedPair(air, clock, { timeout: 100 });
    air.setRssi(deaf.central.controller, deaf.peripheral.controller, null);
    deaf.central.command(Op.disconnect, [...le16(0x40), 0x13]);
    await clock.runUntil(() => deaf.central.reasons.length + deaf.peripheral.reasons.length === 2);
    expect([deaf.central.reasons, deaf.peripheral.reasons]).toEqual([[0x16], [timeoutReason]]);
  });

  it('a radio that vanishes is missed by its peer after the supervision timeout, idle or busy', async () => {
    for (const busy of [false, true]) {
      const { clock, air } = newAir();
      const { central, peripheral } = await connectedPair(air, clock, { interval: 24, timeout: 100 });
      await clock.advance(12_345);
      if (busy) for (let i = 0; i < 8; i++) peripheral.send(Buffer.alloc(200));
      const gone = clock.now();
      central.controller.detach();
      await clock.runUntil(() => peripheral.reasons.length === 1);
      expect(peripheral.reasons).toEqual([timeoutReason]);
      const waited = clock.now() - gone;
      expect(waited).toBeGreaterThan(1000 - 30);
      expect(waited).toBeLessThanOrEqual(1000);
      expect(peripheral.controller.usedBuffers).toBe(0);
      expect(clock.idle).toBe(true);
    }
  });

  it('out of range ends it on both sides; back in range in time it goes on', async () => {
    const { clock, air } = newAir();
    const { central, peripheral } = await connectedPair(air, clock, {
      timeout: 100,
      central: { position: { x: 0, y: 0 } },
      peripheral: { position: { x: 3, y: 4 } },
    });
    expect((await central.ask(Op.readRssi, le16(0x40))).readInt8(3)).toBe(-60);
    air.place(peripheral.controller, { x: 500, y: 0 });
    expect((await central.ask(Op.readRssi, le16(0x40))).readInt8(3)).toBe(127);
    await clock.advance(900);
    air.place(peripheral.controller, { x: 1, y: 0 });
    await clock.advance(5000);
    expect([central.reasons, peripheral.reasons]).toEqual([[], []]);
    central.send(Buffer.from('still here'));
    await clock.runUntil(() => peripheral.acl.length === 1);

    air.place(peripheral.controller, { x: 500, y: 0 });
    central.send(Buffer.from('lost'));
    await clock.runUntil(() => central.reasons.length + peripheral.reasons.length === 2);
    expect([central.reasons, peripheral.reasons]).toEqual([[timeoutReason], [timeoutReason]]);
    expect(peripheral.acl.length).toBe(1);
  });

  it('loss alone can end it, also while nothing is sent', async () => {
    const { clock, air } = newAir();
    const { central, peripheral } = await connectedPair(air, clock, { timeout: 42 });
    air.setLoss(1);
    await clock.runUntil(() => central.reasons.length + peripheral.reasons.length === 2);
    expect([central.reasons, peripheral.reasons]).toEqual([[timeoutReason], [timeoutReason]]);
  });

  it('a process that wakes late loses no link over it', async () => {
    const clock = new VirtualClock();
    const moved: number[] = [];
    const air = new Air({ clock, trace: (event) => event.kind === 'data' && moved.push(event.at) });
    const { central, peripheral } = await connectedPair(air, clock, { interval: 12, timeout: 42 });
    const sent = clock.now();
    central.send(Buffer.from('before the stall'));
    // All timers of ten seconds fire at its end, as when the process did not run meanwhile.
    let now = 0;
    const stalled = clock.now() + 10_000;
    const real = clock.now.bind(clock);
    clock.now = () => Math.max(real(), now);
    now = stalled;
    await clock.advance(10_001);
    expect([central.reasons, peripheral.acl.length]).toEqual([[], 1]);
    // On the air it went at its own moment; only the hosts were late.
    expect((moved[0] ?? 0) - sent).toBeLessThanOrEqual(15);
    peripheral.send(Buffer.from('after'));
    await clock.runUntil(() => central.acl.length === 1);
  });

  it('reset drops links and roles without events, and starts again from defaults', async () => {
    const { clock, air } = newAir();
    const { central, peripheral } = await connectedPair(air, clock, { timeout: 100 });
    const third = new RawHost(air, clock);
    third.scan();
    peripheral.advertise();
    await clock.runUntil(() => third.le(0x02).length > 0);
    const seen = peripheral.events.length;
    expect((await peripheral.ask(Op.reset))[0]).toBe(0);
    expect(peripheral.events.length).toBe(seen + 1);
    expect(peripheral.controller.links.size).toBe(0);
    await clock.runUntil(() => central.reasons.length === 1);
    expect(central.reasons).toEqual([timeoutReason]);
    third.events.length = 0;
    third.scan({ filterDuplicates: false });
    await clock.advance(3000);
    expect(third.le(0x02)).toEqual([]);
    // LE Meta events are masked by default, so the host hears of no connection until it asks for them.
    peripheral.advertise();
    central.command(
      Op.leCreateConnection,
      central.connectParameters({ address: peripheral.controller.config.address }),
    );
    await clock.runUntil(() => central.connections.length === 2);
    expect(peripheral.connections.length).toBe(1);
    expect(peripheral.controller.links.size).toBe(1);
  });

  it('data for a link that is gone is dropped and takes no buffer', async () => {
    const { clock, air } = newAir();
    const { central, peripheral } = await connectedPair(air, clock, { central: { aclBuffers: 2 } });
    peripheral.command(Op.disconnect, [...le16(0x40), 0x13]);
    await clock.runUntil(() => central.reasons.length === 1);
    for (let i = 0; i < 10; i++) central.send(Buffer.from('late'));
    expect(central.controller.usedBuffers).toBe(0);
    await connect(clock, central, peripheral);
    central.send(Buffer.from('a'));
    central.send(Buffer.from('b'));
    await clock.runUntil(() => central.completed === 2);
    expect(peripheral.received.toString()).toBe('ab');
  });
});
