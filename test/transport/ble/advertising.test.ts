import { afterEach, describe, expect, it } from 'vitest';
import { handles } from './support/handles.ts';
import { VirtualHub } from './support/virtual-hub.ts';

const rigs: VirtualHub[] = [];
const create = async (...args: Parameters<typeof VirtualHub.create>): Promise<VirtualHub> => {
  const rig = await VirtualHub.create(...args);
  rigs.push(rig);
  return rig;
};
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
});

describe('advertising', () => {
  it('is on from the start, with the room in it and the name behind it', async () => {
    const rig = await create({ hubName: 'Küche', roomId: 'QX7' });
    await rig.clock.advance(0);
    expect(rig.transport.status).toEqual({
      adapter: `hci${rig.hub.deviceId}`,
      state: 'up',
      advertising: 'on',
      detail: '',
    });
    const { advertising } = rig.controller.state;
    expect(advertising.enabled).toBe(true);
    expect(advertising.data.subarray(-3).toString()).toBe('QX7');
    expect(advertising.scanResponse.subarray(2).toString()).toBe('Küche');
  });

  it('is quick at first and whenever a phone came or went, and calm when nothing has happened for 30 s', async () => {
    const rig = await create();
    const interval = () => rig.controller.state.advertising.interval;
    await rig.clock.advance(29_000);
    expect(interval()).toBe(20);
    await rig.clock.advance(2_000);
    expect(interval()).toBe(152.5);
    expect(rig.controller.state.advertising.enabled).toBe(true);
    const { central } = await rig.join();
    await rig.clock.advance(0);
    expect(interval()).toBe(20);
    await rig.clock.advance(31_000);
    expect(interval()).toBe(152.5);
    central.leave();
    await rig.clock.runUntil(() => rig.counters.links === 0);
    await rig.clock.advance(0);
    expect(interval()).toBe(20);
    expect(rig.controller.state.advertising.enabled).toBe(true);
    expect(rig.transport.status.advertising).toBe('on');
  });

  it('stops when the last slot is taken and comes back when one is free', async () => {
    const rig = await create({}, { aclBuffers: 32 });
    const joined = [];
    for (let n = 1; n <= 16; n++) {
      const one = await rig.join();
      expect(rig.transport.status.advertising).toBe('on');
      expect(one.link.claimSlot()).toBe(n);
      joined.push(one);
    }
    await rig.clock.advance(10);
    expect(rig.transport.status.advertising).toBe('full');
    expect(rig.controller.state.advertising.enabled).toBe(false);
    const leaving: string[] = [];
    joined[4]?.link.closed$.subscribe(({ cause }) => leaving.push(cause));
    joined[4]?.central.leave();
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
    const again = await rig.join();
    expect(again.link.claimSlot()).toBe(5);
    expect(leaving).toEqual(['left']);
  });

  it('tells that the controller refuses, and tries again at the next disconnection', async () => {
    const rig = await create({}, { advertiseWhileConnected: false });
    const { central, link } = await rig.join();
    await rig.clock.advance(10);
    expect(rig.transport.status.advertising).toBe('refused: Command Disallowed');
    expect(rig.counters.advertisingRefused).toBe(1);
    expect(link.claimSlot()).toBe(1);
    central.leave();
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
    expect(rig.controller.state.advertising.enabled).toBe(true);
  });

  it('is refused by a controller that holds no more links', async () => {
    const rig = await create({}, { maxLinks: 2 });
    const joined = [await rig.join(), await rig.join()];
    for (const { link } of joined) link.claimSlot();
    await rig.clock.advance(12_000);
    expect(rig.transport.status.advertising).toMatch(/^refused: .*Limit/);
    expect(rig.counters.advertisingRefused).toBe(1);
    joined[0]?.central.leave();
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
  });
});

describe('strangers', () => {
  it('who only connect leave room for sixteen players, and are not taken without end', async () => {
    const rig = await create({}, { maxLinks: 30, aclBuffers: 32 });
    const strangers = [];
    for (let n = 0; n < 20; n++) strangers.push(await rig.join());
    await rig.clock.advance(10);
    expect(rig.transport.status.advertising).toBe('full');
    expect(rig.controller.state.advertising.enabled).toBe(false);
    strangers[0]?.link.close('idle');
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
    expect((await rig.join()).link.claimSlot()).toBe(1);
  });

  it('who come and go three hundred times leave nothing behind', async () => {
    const rig = await create();
    for (let n = 0; n < 300; n++) {
      const { central, link } = await rig.join();
      expect(link.claimSlot()).toBe(1);
      await central.ask(0x12, handles.playerConfiguration(1), 0, 1, 0);
      link.trySend(Buffer.alloc(200, 1));
      if (n % 3 === 0) link.close('enough');
      else if (n % 3 === 1) central.leave();
      else central.host.controller.detach();
      await rig.clock.runUntil(() => rig.counters.links === 0);
      if (n % 3 !== 2) central.host.controller.detach();
    }
    expect(rig.counters).toMatchObject({ links: 0, linksOpened: 300, guarded: 0 });
    expect(rig.controller.usedBuffers).toBe(0);
    expect(rig.transport.status.advertising).toBe('on');
  });
});
