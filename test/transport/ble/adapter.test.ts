import { firstValueFrom, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { BleError } from '../../../hub/transport/ble/ble-errors.ts';
import { awaitBleTransport, openBleTransport } from '../../../hub/transport/ble/transport.ts';
import { Air } from '../../../phone-sim/radio/air.ts';
import { VirtualClock } from '../../../phone-sim/radio/clock.ts';
import { installVirtualHci } from '../../../phone-sim/radio/install.ts';
import { type ControllerSource, inProcess } from '../../../phone-sim/radio/transport.ts';
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

const failure = (opening: Promise<unknown>): Promise<BleError> =>
  opening.then(
    () => {
      throw new Error('it opened');
    },
    (error: BleError) => error,
  );

describe('an adapter', () => {
  it('that is pulled out ends its links as lost; the hub goes on when it is back', async () => {
    const rig = await create();
    const { link } = await rig.join();
    link.claimSlot();
    const closed = firstValueFrom(link.closed$);
    rig.controller.detach();
    expect((await closed).cause).toBe('lost');
    expect(rig.transport.status).toMatchObject({ state: 'lost', advertising: 'off' });
    expect(rig.transport.status.detail).toContain('ENETDOWN');
    expect(link.trySend(Uint8Array.of(1))).toBe(false);
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
    expect(rig.hub.controllers.length).toBe(2);
    const back = await rig.join();
    expect(back.link.claimSlot()).toBe(1);
    expect(back.link.id).not.toBe(link.id);
    expect(await back.central.ask(0x0a, 3, 0)).toMatch(/^0b/);
    expect(rig.counters).toMatchObject({ adapterLost: 1, links: 1 });
  });

  it('that is away for long is asked for less and less often', async () => {
    const rig = await create();
    const devices = installVirtualHci();
    const source = devices.get(rig.hub.deviceId);
    devices.remove(rig.hub.deviceId);
    const opened: number[] = [];
    devices.add(rig.hub.deviceId, () => {
      opened.push(rig.clock.now());
      throw Object.assign(new Error('gone'), { code: 'ENODEV' });
    });
    const began = rig.clock.now();
    rig.controller.detach();
    await rig.clock.advance(100_000);
    expect(opened.map((at) => (at - began) / 1000)).toEqual([1, 3, 7, 15, 31, 61, 91]);
    expect(rig.transport.status.detail).toContain('No Bluetooth adapter');
    devices.remove(rig.hub.deviceId);
    if (source) devices.add(rig.hub.deviceId, source);
    await rig.clock.runUntil(() => rig.transport.status.state === 'up');
  });

  it('that is not there when the hub starts is used as soon as it is', async () => {
    const clock = new VirtualClock();
    const devices = installVirtualHci();
    const missing: ControllerSource = () => {
      throw Object.assign(new Error('no such device'), { code: 'ENODEV' });
    };
    const deviceId = devices.addNext(missing, 1);
    const said: string[] = [];
    const transport = awaitBleTransport(
      {
        deviceId,
        hubName: 'x',
        roomId: 'x',
        info: () => Buffer.alloc(0),
        clock,
        log: { info: (_details, message) => said.push(message), warn: () => undefined },
      },
      'No Bluetooth adapter was found.',
    );
    expect(transport.status).toMatchObject({
      state: 'lost',
      adapter: 'none',
      detail: 'No Bluetooth adapter was found.',
    });
    await clock.advance(10_000);
    expect(transport.status.state).toBe('lost');
    devices.remove(deviceId);
    devices.add(deviceId, inProcess(new Air({ clock, seed: 1 }), { maxLinks: 20, aclBuffers: 32 }));
    await clock.runUntil(() => transport.status.advertising === 'on');
    expect(transport.status).toMatchObject({ state: 'up', adapter: `hci${deviceId}` });
    expect(said).toEqual(['the Bluetooth adapter is there']);
    await transport.stop();
    devices.remove(deviceId);
  });

  it('that reports a hardware error is opened anew', async () => {
    const rig = await create();
    const { link } = await rig.join();
    rig.controller.toHost(Buffer.from([0x04, 0x10, 1, 0x42]));
    expect((await firstValueFrom(link.closed$)).cause).toBe('lost');
    expect(rig.transport.status.detail).toContain('hardware error 0x42');
    await rig.clock.runUntil(() => rig.transport.status.state === 'up');
  });

  it('that falls silent is noticed', async () => {
    const rig = await create();
    rig.controller.receive = () => {};
    await rig.clock.runUntil(() => rig.transport.status.state === 'lost');
    expect(rig.transport.status.detail).toContain('stopped answering');
    await rig.clock.runUntil(() => rig.transport.status.advertising === 'on');
  });

  it('that never answers is one error in bounded time', async () => {
    const clock = new VirtualClock();
    const devices = installVirtualHci();
    let closed = 0;
    const mute: ControllerSource = (handlers) => ({
      send: () => {},
      close: () => {
        closed += 1;
        handlers.closed(null);
      },
    });
    const deviceId = devices.addNext(mute, 1);
    const opening = failure(
      openBleTransport({ deviceId, hubName: 'x', roomId: 'x', info: () => Buffer.alloc(0), clock }),
    );
    await clock.advance(5_000);
    const error = await opening;
    expect(error.code).toBe('noAnswer');
    expect(closed).toBe(1);
    devices.remove(deviceId);
  });

  it('that another holds is told as busy, with what to do', async () => {
    const rig = await create();
    const { deviceId } = rig.hub;
    const error = await failure(
      openBleTransport({ deviceId, hubName: 'x', roomId: 'x', info: () => Buffer.alloc(0) }),
    );
    expect(error.code).toBe('busy');
    expect(error.message).toContain('sudo systemctl stop bluetooth');
  });

  it('of the machine that is not there, or not allowed, is a typed error and not a crash', async () => {
    installVirtualHci();
    const opening = openBleTransport({
      deviceId: 97,
      hubName: 'x',
      roomId: 'x',
      info: () => Buffer.alloc(0),
    });
    const error = await failure(opening);
    expect(['noModule', 'noBluetooth', 'noAdapter', 'noPermission']).toContain(error.code);
    expect(error.fix).not.toBe('');
  });

  it('is one of several: each has its own sixteen slots', async () => {
    const [a, b] = [await create(), await create()];
    const [one, two] = [await a.join(), await b.join()];
    expect([one.link.claimSlot(), two.link.claimSlot()]).toEqual([1, 1]);
    expect(one.link.id).not.toBe(two.link.id);
    await a.stop();
    expect(await two.central.ask(0x0a, 3, 0)).toMatch(/^0b/);
  });
});

describe('a shared controller', () => {
  it('with eight buffers for sixteen links starves nobody', async () => {
    const rig = await create({}, { aclBuffers: 8 });
    const joined = [];
    for (let n = 1; n <= 16; n++) {
      const one = await rig.join({ interval: 12, timeout: 400 });
      one.link.claimSlot();
      expect(await one.central.ask(0x12, handles.playerConfiguration(n), 0, 1, 0)).toBe('13');
      joined.push(one);
    }
    for (const { link } of joined) {
      let next = 0;
      const fill = (): void => {
        while (link.trySend(Buffer.alloc(60, 1 + (next & 0x3f)))) next += 1;
      };
      link.writable$.subscribe(fill);
      fill();
    }
    await rig.clock.advance(3_000);
    const counts = joined.map(({ central }) => central.answers.filter((pdu) => pdu.startsWith('1b')).length);
    expect(Math.min(...counts)).toBeGreaterThan(10);
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.5);
    expect(rig.air.stats.hostErrors).toBe(0);
  });

  it('keeps the others in play while some phones are out of range', async () => {
    const rig = await create({}, { aclBuffers: 8 });
    const joined = [];
    for (let n = 1; n <= 8; n++) {
      const one = await rig.join({ interval: 12, timeout: 400 });
      one.link.claimSlot();
      await one.central.ask(0x12, handles.playerConfiguration(n), 0, 1, 0);
      joined.push(one);
    }
    for (const { central } of joined.slice(0, 4))
      rig.air.setRssi(rig.controller, central.host.controller, null);
    for (const { link } of joined) {
      const fill = (): void => {
        while (link.trySend(Buffer.alloc(60, 1)));
      };
      link.writable$.subscribe(fill);
      fill();
    }
    await rig.clock.advance(2_000);
    for (const { central } of joined.slice(4))
      expect(central.answers.filter((pdu) => pdu.startsWith('1b')).length).toBeGreaterThan(20);
    await rig.clock.advance(3_000);
    expect(rig.counters.links).toBe(4);
  });
});

describe('stopping', () => {
  it('sends what was taken, ends every link with a goodbye, frees the adapter, and takes less than a second', async () => {
    const rig = await create();
    const { central, link } = await rig.join({ interval: 24, timeout: 400 });
    link.claimSlot();
    await central.ask(0x12, handles.playerConfiguration(1), 0, 1, 0);
    const silent = await rig.join({ interval: 24, timeout: 400 });
    rig.air.setRssi(rig.controller, silent.central.host.controller, null);
    const states = firstValueFrom(rig.transport.status$.pipe(toArray()));
    expect(link.trySend(Uint8Array.of(1, 2, 3))).toBe(true);
    const { controller } = rig;
    expect(await rig.stop()).toBeLessThan(1_000);
    expect(central.answers.at(-1)).toBe('1b1100010203');
    expect(central.host.reasons).toEqual([0x13]);
    expect(await firstValueFrom(link.closed$)).toEqual({ cause: 'hub', detail: 'the hub stops' });
    expect(controller.attached).toBe(false);
    expect((await states).at(-1)).toMatchObject({ state: 'stopped', advertising: 'off' });
    await rig.transport.stop();
  });
});

describe('a link', () => {
  it('whose handle the controller gives out again is over', async () => {
    const rig = await create();
    const { link } = await rig.join();
    const event = Buffer.alloc(22);
    event.set([0x04, 0x3e, 19, 1, 0, 0x40, 0, 1]);
    event.writeUInt16LE(24, 14);
    event.writeUInt16LE(100, 18);
    rig.controller.toHost(event);
    expect(await firstValueFrom(link.closed$)).toMatchObject({ cause: 'lost' });
    expect(rig.counters.links).toBe(1);
  });

  it('that wants a key from an earlier pairing is told that there is none', async () => {
    const rig = await create();
    await rig.join();
    const commands: string[] = [];
    const { receive } = rig.controller;
    rig.controller.receive = (packet) => {
      commands.push(packet.toString('hex'));
      receive.call(rig.controller, packet);
    };
    rig.controller.toHost(Buffer.from([0x04, 0x3e, 13, 5, 0x40, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]));
    await rig.clock.settle();
    expect(commands).toEqual(['011b20024000']);
  });

  it('answers no write to a link that is gone, and the others go on', async () => {
    const rig = await create();
    const gone = await rig.join();
    const other = await rig.join();
    gone.central.att(0x0a, 3, 0);
    gone.central.host.controller.detach();
    await rig.clock.runUntil(() => rig.counters.links === 1);
    expect(await other.central.ask(0x0a, 3, 0)).toMatch(/^0b/);
    expect(await other.central.ask(0x0a, 3, 0)).toMatch(/^0b/);
  });
});
