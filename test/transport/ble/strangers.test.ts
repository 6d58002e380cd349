import { afterEach, describe, expect, it } from 'vitest';
import { strangerRules } from '../../../hub/transport/ble/strangers.ts';
import type { ControllerOptions } from '../../../phone-sim/radio/controller-state.ts';
import { Op, RawHost } from '../../radio/support/raw-host.ts';
import { handles } from './support/handles.ts';
import { VirtualHub } from './support/virtual-hub.ts';

const rigs: VirtualHub[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
});

/** A central that wants a link to the hub at all times. */
class Caller {
  readonly #rig: VirtualHub;
  readonly host: RawHost;
  #asked = 0;

  readonly #talks: boolean;
  #talked = 0;

  /** @param talks whether it asks for something as soon as it has a link. */
  constructor(rig: VirtualHub, talks: boolean) {
    this.#rig = rig;
    this.#talks = talks;
    this.host = new RawHost(rig.air, rig.clock);
  }

  get isUp(): boolean {
    return this.host.connections.length > this.host.reasons.length;
  }

  call(): void {
    if (this.isUp && this.#talks && this.#talked < this.host.connections.length) {
      this.#talked = this.host.connections.length;
      // ATT: read Info.
      this.host.send(Buffer.from([3, 0, 4, 0, 0x0a, handles.info, 0]));
    }
    if (this.isUp || this.#asked > this.host.connections.length) return;
    this.#asked += 1;
    const peer = { address: this.#rig.controller.config.address };
    this.host.command(
      Op.leCreateConnection,
      this.host.connectParameters(peer, { interval: 12, timeout: 400 }),
    );
  }

  /** Back to silence. */
  stop(): void {
    if (this.isUp)
      this.host.command(Op.disconnect, [...[this.host.handle & 0xff, this.host.handle >> 8], 0x13]);
    else if (this.#asked > this.host.connections.length) this.host.command(Op.leCreateCancel);
  }
}

const crowd = async (strangers: number, controller: ControllerOptions, seed: number) => {
  const rig = await VirtualHub.create({}, { aclBuffers: 32, ...controller }, seed);
  rigs.push(rig);
  const callers = Array.from({ length: strangers }, (_, n) => new Caller(rig, n % 3 === 0));
  /** Lets time pass in which every stranger that has no link asks for one. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 20) {
      for (const caller of callers) caller.call();
      await rig.clock.advance(20);
    }
  };
  return { rig, pass };
};

/** How long a phone takes to get a slot that needs so much time from the link to the join. */
const waitFor = async (
  { rig, pass }: Awaited<ReturnType<typeof crowd>>,
  handshakeMs: number,
): Promise<number> => {
  const began = rig.clock.now();
  const phone = new Caller(rig, true);
  const { address } = phone.host.controller.config;
  while (rig.clock.now() - began < 60_000) {
    phone.call();
    await pass(20);
    if (!phone.isUp) continue;
    phone.call();
    await pass(handshakeMs);
    const link = rig.hub.links.findLast(({ source }) => source === address);
    if (!phone.isUp || link?.claimSlot() === undefined) continue;
    const took = rig.clock.now() - began;
    phone.stop();
    return took;
  }
  return Number.POSITIVE_INFINITY;
};

describe('strangers that connect, do not join, and come again at once', () => {
  it.each([
    [20, {}],
    [40, {}],
    [40, { maxLinks: 7 }],
  ] as const)('%i of them keep no phone out (controller %o)', async (strangers, controller) => {
    const air = await crowd(strangers, controller, 3);
    await air.pass(8_000);
    const waits: number[] = [];
    // The first has all to find out and is here for the first time; the others need a moment.
    for (const handshakeMs of [3_000, 400, 400, 400, 400, 400]) waits.push(await waitFor(air, handshakeMs));
    expect(Math.max(...waits)).toBeLessThan(15_000);
    expect(waits.toSorted((a, b) => a - b)[2]).toBeLessThan(5_000);
    expect(air.rig.counters.guarded).toBe(0);
  });

  it('are not ended while there is a place, nor before a phone could have joined, nor is who plays', async () => {
    const { rig, pass } = await crowd(0, {}, 3);
    const links = [];
    for (let n = 0; n < 19; n += 1) links.push((await rig.join()).link);
    expect(links[0]?.claimSlot()).toBe(1);
    await rig.clock.advance(2 * strangerRules.firstMs);
    expect(rig.counters.links).toBe(19);
    // The twentieth takes the last place: the oldest stranger goes, for the next to be heard.
    const { link } = await rig.join();
    await pass(500);
    expect(rig.counters).toMatchObject({ links: 19, madeRoom: 1 });
    expect(links[0]?.claimSlot()).toBe(1);
    expect(link.claimSlot()).toBe(2);
    expect(links[1]?.claimSlot()).toBeUndefined();
    expect(rig.transport.status.advertising).toBe('on');
  });
});
