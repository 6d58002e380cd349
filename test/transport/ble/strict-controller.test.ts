import { afterEach, describe, expect, it } from 'vitest';
import { handles } from './support/handles.ts';
import { VirtualHub } from './support/virtual-hub.ts';

/** How long each command takes: longer than a connection event of the phones, so that they come and go in the middle of it. */
const COMMAND_MS = 20;
/** LE Set Advertising Enable and Read BD_ADDR, as they lie in a packet. */
const enable = '0a20';
const address = '0910';

const rigs: VirtualHub[] = [];
const create = async (controller: Parameters<typeof VirtualHub.create>[1]): Promise<VirtualHub> => {
  const rig = await VirtualHub.create({}, { commandMs: COMMAND_MS, ...controller });
  rigs.push(rig);
  return rig;
};
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
});

/** Commands that reach the controller, by opcode; the first of `lost` does not. */
const overhear = (rig: VirtualHub, lost?: string): string[] => {
  const said: string[] = [];
  const { controller } = rig;
  const { receive } = controller;
  let left = lost;
  controller.receive = (packet) => {
    const opcode = packet.toString('hex', 1, 3);
    if (packet[0] === 0x01) said.push(opcode);
    if (packet[0] === 0x01 && opcode === left) left = undefined;
    else receive.call(controller, packet);
  };
  return said;
};

describe('a controller that has room for one command', () => {
  it('serves a whole party: start, sixteen joins, the changes of advertising, goodbyes', async () => {
    const rig = await create({ aclBuffers: 32 });
    const { transport, clock } = rig;
    const joined = [];
    for (let n = 1; n <= 16; n++) {
      const one = await rig.join({ interval: 12, timeout: 400 });
      expect(one.link.claimSlot()).toBe(n);
      expect(await one.central.ask(0x12, handles.playerConfiguration(n), 0, 1, 0)).toBe('13');
      joined.push(one);
    }
    await clock.advance(1_000);
    expect(transport.status.advertising).toBe('full');
    expect(rig.controller.state.advertising.enabled).toBe(false);
    // All at once, so that the hub has more to say than the controller has room for.
    for (const { central } of joined.slice(0, 8)) central.leave();
    for (const { link } of joined.slice(8, 12)) link.close('enough');
    await clock.runUntil(() => rig.counters.links === 4 && transport.status.advertising === 'on');
    expect(rig.controller.state.advertising.interval).toBe(20);
    await clock.advance(31_000);
    expect(rig.controller.state.advertising).toMatchObject({ enabled: true, interval: 152.5 });
    expect((await rig.join()).link.claimSlot()).toBe(1);
    const { controller } = rig;
    expect(await rig.stop()).toBeLessThan(1_000);
    expect(joined.slice(12).map(({ central }) => central.host.reasons)).toEqual([
      [0x13],
      [0x13],
      [0x13],
      [0x13],
    ]);
    expect(controller.attached).toBe(false);
    expect(rig.air.stats.hostErrors).toBe(0);
    expect(transport.counters).toMatchObject({
      commandTimeouts: 0,
      commandsDropped: 0,
      guarded: 0,
      malformedEvents: 0,
      advertisingRefused: 0,
      adapterLost: 0,
    });
  });

  it('is reset at once when the hub stops in the middle of a command', async () => {
    const rig = await create({});
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
    // bleno sets the data again behind that, so the hub's last "do not advertise" waits, and Reset does not.
    const said = overhear(rig);
    await rig.stop();
    expect(said).toEqual(['030c']);
    expect(rig.air.stats.hostErrors).toBe(0);
  });
});

describe('a controller that loses a command', () => {
  it('is asked again to advertise, and phones find the hub', async () => {
    const rig = await create({});
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
    overhear(rig, enable);
    await rig.join();
    await rig.clock.advance(1_000);
    expect(rig.controller.state.advertising.enabled).toBe(false);
    await rig.clock.runUntil(() => rig.controller.state.advertising.enabled, 10_000);
    await rig.clock.advance(100);
    expect(rig.transport.status).toMatchObject({ state: 'up', advertising: 'on' });
    expect(rig.counters).toMatchObject({ commandTimeouts: 1, adapterLost: 0, links: 1 });
    expect((await rig.join()).link.claimSlot()).toBe(1);
  });

  it('is not taken for gone while the question whether it is there waits behind that command', async () => {
    const rig = await create({});
    const said = overhear(rig);
    await rig.clock.runUntil(() => said.at(-1) === address, 6_000);
    await rig.clock.advance(4_900);
    // The next question comes in a tenth of a second, and this command is lost right before it.
    const after = overhear(rig, '0604');
    const { link } = await rig.join();
    link.close('enough');
    await rig.clock.advance(1_500);
    expect(after.at(-1)).toBe('0604');
    await rig.clock.advance(7_000);
    expect(after).toContain(address);
    expect(rig.counters).toMatchObject({ commandTimeouts: 1, adapterLost: 0 });
    expect(rig.transport.status.state).toBe('up');
  });

  it('answers nothing any more: the adapter is given up as soon as before, whatever waits, and data is not held up', async () => {
    const rig = await create({});
    const { central, link } = await rig.join({ timeout: 3_000 });
    link.claimSlot();
    await rig.clock.advance(100);
    const { receive } = rig.controller;
    rig.controller.receive = (packet) => {
      if (packet[0] !== 0x01) receive.call(rig.controller, packet);
    };
    const began = rig.clock.now();
    const second = await rig.join();
    second.link.close('enough');
    expect(await central.ask(0x0a, 3, 0)).toMatch(/^0b/);
    await rig.clock.runUntil(() => rig.transport.status.state === 'lost');
    expect(rig.clock.now() - began).toBeLessThan(8_100);
    expect(rig.transport.status.detail).toContain('stopped answering');
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
  });
});
