import { describe, expect, it } from 'vitest';
import { Air } from '../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../phone-sim/radio/clock.ts';
import { EventCode, LeEvent } from '../../phone-sim/radio/hci/codes.ts';
import { connectedPair, Op, RawHost } from './support/raw-host.ts';

const le16 = (value: number): number[] => [value & 0xff, value >> 8];

function newHost(): RawHost {
  const clock = new VirtualClock();
  return new RawHost(new Air({ clock }), clock);
}

/** Opcodes the Linux kernel sends unasked to a controller with LE only and without the optional commands it reads first. */
const linuxInit: readonly (readonly [string, number, readonly number[]])[] = [
  ['Reset', 0x0c03, []],
  ['Read Local Supported Features', 0x1003, []],
  ['Read Local Version', 0x1001, []],
  ['Read BD_ADDR', 0x1009, []],
  ['Read Local Supported Commands', 0x1002, []],
  ['LE Read Local Supported Features', 0x2003, []],
  ['LE Read Buffer Size', 0x2002, []],
  ['LE Read Supported States', 0x201c, []],
  ['Set Event Mask', 0x0c01, Array(8).fill(0xff)],
  ['LE Set Event Mask', 0x2001, Array(8).fill(0xff)],
  ['LE Read Advertising Channel Tx Power', 0x2007, []],
  ['LE Read Filter Accept List Size', 0x200f, []],
  ['LE Clear Filter Accept List', 0x2010, []],
  ['LE Read Maximum Data Length', 0x202f, []],
  ['LE Read Suggested Default Data Length', 0x2023, []],
  ['LE Write Suggested Default Data Length', 0x2024, [251, 0, 0x48, 0x08]],
  ['Set Event Mask Page 2', 0x0c63, Array(8).fill(0)],
  ['LE Set Random Address', 0x2005, [1, 2, 3, 4, 5, 0xc6]],
];

describe('HCI commands', () => {
  it.each(linuxInit)('%s succeeds, as the Linux kernel needs it to', async (_name, opcode, parameters) => {
    expect((await newHost().ask(opcode, parameters))[0]).toBe(0);
  });

  it('an unknown command is answered with status 0x01', async () => {
    const host = newHost();
    expect((await host.ask(0x2019, Array(28).fill(0))).toString('hex')).toBe('01');
    expect((await host.ask(0xfc01)).toString('hex')).toBe('01');
  });

  it('claims no extended scanning or advertising, no encryption and no random numbers', async () => {
    const commands = (await newHost().ask(Op.readCommands)).subarray(1);
    expect(commands.length).toBe(64);
    expect(commands[36]).toBe(0);
    expect(commands[37]).toBe(0);
    expect((commands[27] ?? 0) & 0xc0).toBe(0);
    expect((commands[26] ?? 0) & 0x3f).toBe(0x3f);
  });

  it('wrong lengths and values get 0x12, with all return parameters there', async () => {
    const host = newHost();
    expect((await host.ask(Op.leSetAdvEnable, []))[0]).toBe(0x12);
    expect((await host.ask(Op.leSetAdvEnable, [2]))[0]).toBe(0x12);
    expect((await host.ask(Op.leSetScanParameters, [1, 2, 0, 2, 0, 0, 0]))[0]).toBe(0x12);
    expect((await host.ask(Op.readRssi, le16(0x40))).toString('hex')).toBe('02400000');
  });

  it('a random address cannot be changed in the middle of a role that uses it', async () => {
    const host = newHost();
    host.advertise();
    expect((await host.ask(Op.leSetRandomAddress, [1, 2, 3, 4, 5, 0xc6]))[0]).toBe(0x0c);
  });

  it('version and features of the peer are asked over the air', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const { central, peripheral } = await connectedPair(air, clock);
    peripheral.command(Op.readRemoteVersion, le16(0x40));
    peripheral.command(Op.leReadRemoteFeatures, le16(0x40));
    await clock.runUntil(() => peripheral.le(LeEvent.readRemoteFeaturesComplete).length === 1);
    expect(peripheral.of(EventCode.readRemoteVersionComplete).length).toBe(1);
    air.setRssi(central.controller, peripheral.controller, null);
    peripheral.command(Op.leReadRemoteFeatures, le16(0x40));
    await clock.advance(500);
    expect(peripheral.le(LeEvent.readRemoteFeaturesComplete).length).toBe(1);
  });

  it('take the time they are given; one that comes meanwhile finds no room, but for Reset', async () => {
    const clock = new VirtualClock();
    const air = new Air({ clock });
    const host = new RawHost(air, clock, { commandMs: 5 });
    await clock.advance(5);
    // The masks of the host: the second came too early.
    expect(host.of(EventCode.commandComplete).map((e) => e.subarray(3).toString('hex'))).toEqual([
      '01010c00',
    ]);
    expect(air.stats.hostErrors).toBe(1);
    host.command(Op.readBdAddr);
    await clock.advance(4);
    host.command(Op.reset);
    await clock.advance(4);
    expect(host.events.length).toBe(1);
    await clock.advance(1);
    expect(host.events.at(-1)?.subarray(3).toString('hex')).toBe('01030c00');
    host.command(Op.readBdAddr);
    host.controller.detach();
    await clock.advance(10);
    expect(host.events.length).toBe(2);
    expect(air.stats.hostErrors).toBe(1);
  });

  it('settings out of range are refused by name', () => {
    const air = new Air({ clock: new VirtualClock(), maxControllers: 1 });
    const host = { deliver: (): void => {} };
    expect(() => air.attach(host, { aclLength: 26 })).toThrow(/aclLength/);
    expect(() => air.attach(host, { commandMs: -1 })).toThrow(/commandMs/);
    expect(() => air.attach(host, { address: 'nonsense' })).toThrow(/not a Bluetooth address/);
    air.attach(host);
    expect(() => air.attach(host)).toThrow(/is full/);
    expect(() => new Air({ loss: 5 })).toThrow(/loss/);
    expect(() => new Air({ connectionInterval: 5 })).toThrow(/connectionInterval/);
  });

  it('any bytes from a host are counted or answered, never thrown', async () => {
    const host = newHost();
    let seed = 1;
    const next = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed >>> 24;
    };
    for (let i = 0; i < 20_000; i++) {
      const packet = Buffer.from(Array.from({ length: next() % 40 }, next));
      if (packet.length > 3 && i % 2 === 0) {
        packet[0] = 1;
        packet[2] = [0x20, 0x0c, 0x04, 0x10, 0x14][i % 5] ?? 0;
        packet[1] = (packet[1] ?? 0) & 0x3f;
        packet[3] = packet.length - 4;
      }
      host.controller.receive(packet);
    }
    host.command(Op.reset);
    await host.clock.settle();
    expect((await host.ask(Op.readBdAddr)).toString('hex')).toBe('000100004c5002');
    expect(host.controller.air.stats.hostErrors).toBeGreaterThan(1000);
  });
});
