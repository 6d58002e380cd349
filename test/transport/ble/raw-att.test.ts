import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatt } from '../../../protocol/gatt.ts';
import { handles } from './support/handles.ts';
import { VirtualHub } from './support/virtual-hub.ts';

const le16 = (value: number): [number, number] => [value & 0xff, value >> 8];
const info = Buffer.from(Array.from({ length: 300 }, (_, i) => i & 0xff));

let rig: VirtualHub;
beforeEach(async () => {
  rig = await VirtualHub.create({ info: () => info });
});
afterEach(async () => {
  await rig.stop();
});

describe('what a stranger may send', () => {
  it('finds the fixed table, the same for every link', async () => {
    const seen: string[] = [];
    for (let n = 0; n < 2; n++) {
      const { central } = await rig.join();
      expect(await central.ask(0x02, ...le16(517))).toBe('030502');
      const services = await central.ask(0x10, 1, 0, 0xff, 0xff, 0, 0x28);
      const wanted = Buffer.from(gatt.service.replaceAll('-', ''), 'hex').reverse();
      const partyline = await central.ask(0x06, 1, 0, 0xff, 0xff, 0, 0x28, ...wanted);
      const characteristics: string[] = [];
      for (let from = 1; ; ) {
        const answer = await central.ask(0x08, ...le16(from), 0xff, 0xff, 3, 0x28);
        if (answer.startsWith('01')) break;
        characteristics.push(answer);
        from =
          Buffer.from(answer, 'hex').readUInt16LE(
            answer.length / 2 - Number.parseInt(answer.slice(2, 4), 16),
          ) + 1;
      }
      const name = await central.ask(0x0a, ...le16(handles.player(3) + 2));
      expect(Buffer.from(name.slice(2), 'hex').toString()).toBe('Player 3');
      const device = await central.ask(0x0a, 3, 0);
      expect(Buffer.from(device.slice(2), 'hex').toString()).toBe('Living room');
      seen.push(JSON.stringify([services, partyline, characteristics]));
    }
    expect(seen[1]).toBe(seen[0]);
    const flat = (uuid: string): string =>
      Buffer.from(uuid.replaceAll('-', ''), 'hex').reverse().toString('hex');
    for (const [handle, uuid] of [
      [handles.info, gatt.info],
      [handles.control, gatt.control],
      [handles.player(1), gatt.player(1)],
      [handles.player(16), gatt.player(16)],
    ] as const)
      expect(seen[0]).toContain(Buffer.from(le16(handle)).toString('hex') + flat(uuid));
  });

  it('reads a long Info by parts, all of one moment', async () => {
    let value = info;
    await rig.stop();
    rig = await VirtualHub.create({ info: () => value });
    const { central } = await rig.join();
    const parts = [await central.ask(0x0a, ...le16(handles.info))];
    value = Buffer.alloc(300);
    for (let at = 22; at < 300; at += 22)
      parts.push(await central.ask(0x0c, ...le16(handles.info), ...le16(at)));
    expect(Buffer.concat(parts.map((part) => Buffer.from(part.slice(2), 'hex')))).toEqual(info);
    expect(await central.ask(0x0c, ...le16(handles.info), ...le16(301))).toBe('010c0c0007');
  });

  it('gets an error for what is too short and is served on', async () => {
    const { central, link } = await rig.join();
    const answers: string[] = [];
    for (const pdu of [[2], [4, 1], [6], [8], [0x0a], [0x0c, 1], [0x10], [0x12], [0x16, 1]])
      answers.push(await central.ask(...pdu));
    expect(answers).toEqual(
      ['02', '04', '06', '08', '0a', '0c', '10', '12', '16'].map((opcode) => `01${opcode}000004`),
    );
    central.att(0x52, 1);
    central.att();
    central.att(0x52);
    expect(await central.ask(0x02, ...le16(185))).toBe('03b900');
    expect(link.attMtu).toBe(185);
    expect(rig.counters).toMatchObject({ attInvalidPdu: 12, attErrors: 9, guarded: 0, links: 1 });
  });

  it('may not use the slot of another, nor one before it was given one', async () => {
    const a = await rig.join();
    const b = await rig.join();
    expect(a.link.claimSlot()).toBe(1);
    expect(await b.central.ask(0x12, ...le16(handles.player(1)), 1, 7)).toBe(`0112${'1100'}08`);
    expect(await b.central.ask(0x12, ...le16(handles.playerConfiguration(2)), 1, 0)).toBe(`0112${'1600'}08`);
    b.central.att(0x52, ...le16(handles.player(1)), 1, 7);
    expect(await b.central.ask(0x16, ...le16(handles.player(1)), 0, 0, 1)).toBe(`0116${'1100'}08`);
    const frame = firstValueFrom(a.link.frames$);
    expect(await a.central.ask(0x12, ...le16(handles.player(1)), 1, 9)).toBe('13');
    expect(await frame).toEqual(Uint8Array.of(1, 9));
    expect(rig.counters).toMatchObject({ refusedSlots: 4, framesIn: 1 });
  });

  it('writes a frame by prepared writes, up to 512 bytes and no further', async () => {
    const { central, link } = await rig.join();
    const got = firstValueFrom(link.frames$);
    const value = Buffer.alloc(300, 5);
    value[0] = 1;
    for (let at = 0; at < value.length; at += 15) {
      const part = [...value.subarray(at, at + 15)];
      const pdu = [...le16(handles.control), ...le16(at), ...part];
      expect(await central.ask(0x16, ...pdu)).toBe(`17${Buffer.from(pdu).toString('hex')}`);
    }
    expect(await central.ask(0x16, ...le16(handles.control), ...le16(500), ...Array(13).fill(0))).toBe(
      '01160e0009',
    );
    expect(await central.ask(0x18, 1)).toBe('19');
    expect(Buffer.from(await got)).toEqual(value);
  });

  it('is ignored on channels nobody listens to, and with signals that make no sense', async () => {
    const { central } = await rig.join();
    central.send(0x0041, [1, 2, 3]);
    central.send(0x0005, [1]);
    central.send(0x0005, [0x12, 0, 9, 9]);
    central.send(0x0005, [0x0a, 3, 0, 0]);
    central.send(0x0006, [1, 3, 0, 1, 16, 0, 1]);
    central.send(0x0006, [3]);
    await rig.clock.advance(100);
    central.acl([1]);
    central.acl([5, 0, 4, 0, 0x0a]);
    central.acl([9, 9], 1);
    central.acl([0, 0, 4, 0, 1, 2, 3]);
    central.acl([0xff, 0xff, 4, 0, 1, 2, 3]);
    expect(await central.ask(0x0a, 3, 0)).toMatch(/^0b/);
    const others = central.received.filter((pdu) => pdu.channel !== 4);
    expect(others.map((pdu) => `${pdu.channel} ${pdu.payload.toString('hex')}`)).toEqual([
      '5 010302000000',
      '6 0505',
    ]);
    expect(rig.counters).toMatchObject({
      unknownChannels: 1,
      malformedSignals: 2,
      pairingRefused: 1,
      malformedL2cap: 4,
      guarded: 0,
      links: 1,
    });
  });

  it('is cut off when it asks faster than it listens', async () => {
    const { central, link } = await rig.join();
    const other = await rig.join();
    central.host.congested = true;
    const closed = firstValueFrom(link.closed$);
    let over = false;
    void closed.then(() => {
      over = true;
    });
    for (let round = 0; round < 200 && !over; round++) {
      for (let n = 0; n < 2; n++) central.att(0x0a, 3, 0);
      await rig.clock.advance(15);
    }
    await rig.clock.runUntil(() => over);
    expect((await closed).cause).toBe('overflow');
    expect(rig.counters).toMatchObject({ overflows: 1, links: 1 });
    expect(await other.central.ask(0x0a, 3, 0)).toMatch(/^0b/);
  });
});

describe('indications on Control', () => {
  const subscribe = async () => {
    const joined = await rig.join();
    expect(await joined.central.ask(0x12, ...le16(handles.controlConfiguration), 2, 0)).toBe('13');
    return joined;
  };

  it('come one at a time, each after the confirmation of the one before', async () => {
    const { central, link } = await subscribe();
    expect(link.trySend(Buffer.alloc(50, 1))).toBe(true);
    expect(link.trySend(Uint8Array.of(2))).toBe(false);
    await rig.clock.advance(500);
    const values = () => central.answers.filter((pdu) => pdu.startsWith('1d'));
    expect(values().length).toBe(1);
    let writable = 0;
    link.writable$.subscribe(() => {
      writable += 1;
      expect(link.trySend(Uint8Array.of(2))).toBe(true);
    });
    for (let n = 2; n <= 4; n++) {
      central.att(0x1e);
      await rig.clock.runUntil(() => values().length === n);
    }
    expect(values()).toEqual([
      `1d0e0080${'01'.repeat(19)}`,
      `1d0e0081${'01'.repeat(19)}`,
      `1d0e00c2${'01'.repeat(12)}`,
      '1d0e0002',
    ]);
    expect(writable).toBe(1);
    central.att(0x1e);
    central.att(0x1e);
    await rig.clock.advance(50);
    expect(rig.counters).toMatchObject({ indications: 4, attUnexpected: 1 });
  });

  it('end the link when none confirms within 30 s', async () => {
    const { central, link } = await subscribe();
    const closed = firstValueFrom(link.closed$);
    link.trySend(Uint8Array.of(1));
    const began = rig.clock.now();
    await rig.clock.runUntil(() => central.gone);
    expect(rig.clock.now() - began).toBeGreaterThan(29_900);
    await rig.clock.advance(50);
    expect((await closed).detail).toContain('not confirmed');
    expect(rig.counters).toMatchObject({ indicationTimeouts: 1, links: 0 });
  });

  it('give way to notifications once the phone listens to its own slot', async () => {
    const { central, link } = await subscribe();
    link.claimSlot();
    link.trySend(Uint8Array.of(1));
    expect(await central.ask(0x12, ...le16(handles.playerConfiguration(1)), 1, 0)).toMatch(/^1d/);
    await rig.clock.runUntil(() => central.answers.at(-1) === '13');
    central.att(0x1e);
    await rig.clock.advance(30);
    link.trySend(Uint8Array.of(2));
    await rig.clock.runUntil(() => central.answers.at(-1) === `1b${'1100'}02`);
  });
});

describe('connection parameters', () => {
  it('are asked for on a slow link; answers are counted', async () => {
    const { central } = await rig.join({ interval: 40 });
    const asked = () =>
      central.received.filter((pdu) => pdu.channel === 5).map((pdu) => pdu.payload.toString('hex'));
    await rig.clock.runUntil(() => asked().length === 1);
    expect(asked()).toEqual(['120108000c00180000009001']);
    central.send(5, [0x13, 2, 2, 0, 0, 0]);
    central.send(5, [0x13, 1, 2, 0, 0, 0]);
    central.send(5, [0x13, 1, 2, 0, 0, 0]);
    await rig.clock.advance(200);
    const second = await rig.join({ interval: 40 });
    second.central.send(5, [0x13, 1, 2, 0, 1, 0]);
    await rig.clock.advance(200);
    const third = await rig.join({ interval: 12, latency: 4, timeout: 300 });
    third.central.send(5, [0x01, 1, 2, 0, 0, 0]);
    await rig.clock.advance(200);
    await rig.join({ interval: 12 });
    await rig.clock.advance(200);
    expect(rig.counters).toMatchObject({
      parameterUpdatesAsked: 3,
      parameterUpdatesAccepted: 1,
      parameterUpdatesRejected: 2,
    });
  });
});
