import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Link } from '../../../hub/transport/port.ts';
import { Air } from '../../../phone-sim/radio/air.ts';
import { gatt } from '../../../protocol/gatt.ts';
import { type HubOnAir, hubOnAir } from './support/hub-on-air.ts';
import { NoblePhone } from './support/noble-phone.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const start = async (options: ConstructorParameters<typeof Air>[0] = {}) => {
  const air = new Air({ seed: 1, connectionInterval: 7.5, ...options });
  const hub = await hubOnAir(air, { info: () => Buffer.alloc(400, 7) }, { aclBuffers: 32 });
  cleanUp.push(() => hub.stop());
  return { air, hub };
};

const join = async (air: Air): Promise<NoblePhone> => {
  const phone = await NoblePhone.connect(air);
  cleanUp.push(() => phone.central.close());
  return phone;
};

const linkOf = (hub: HubOnAir, phone: NoblePhone): Link => {
  const link = hub.links.findLast((one) => one.remote.startsWith(phone.central.noble.address));
  if (!link) throw new Error('the hub does not know this phone');
  return link;
};

/** Sends every frame back, in order, as credit allows. */
const echo = (link: Link): void => {
  const waiting: Uint8Array[] = [];
  const flush = (): void => {
    while (waiting[0] && link.trySend(waiting[0])) waiting.shift();
  };
  link.writable$.subscribe(flush);
  link.frames$.subscribe((frame) => {
    waiting.push(frame);
    flush();
  });
};

const frame = (...bytes: number[]): Uint8Array => Uint8Array.of(0x01, ...bytes);

describe('a party of real nobles on one hub', () => {
  it('serves sixteen phones at once, each on its own player characteristic', async () => {
    const { air, hub } = await start();
    hub.transport.links$.subscribe(echo);
    const phones = await Promise.all(Array.from({ length: 16 }, () => join(air)));
    const slots = await Promise.all(
      phones.map(async (phone) => {
        const slot = linkOf(hub, phone).claimSlot() ?? 0;
        await phone.send(gatt.control, frame(slot));
        await phone.has(1);
        await phone.listen(gatt.player(slot));
        return slot;
      }),
    );
    expect([...slots].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(hub.transport.status.advertising).toBe('full');
    const rounds = 20;
    await Promise.all(
      phones.map(async (phone, n) => {
        for (let round = 0; round < rounds; round++) {
          await phone.send(gatt.player(slots[n] ?? 0), frame(n, round), true);
          await phone.has(2 + round);
        }
      }),
    );
    for (const [n, phone] of phones.entries()) {
      const expected = Array.from({ length: rounds }, (_, round) => frame(n, round));
      expect(phone.frames).toEqual([frame(slots[n] ?? 0), ...expected]);
    }
    expect(hub.transport.counters).toMatchObject({
      links: 16,
      notifications: 16 * rounds,
      indications: 16,
      attErrors: 0,
      guarded: 0,
      droppedDeadWrites: 0,
    });
  });

  it('refuses the slot of another phone', async () => {
    const { air, hub } = await start();
    const [a, b] = await Promise.all([join(air), join(air)]);
    const [slotA, slotB] = [linkOf(hub, a).claimSlot(), linkOf(hub, b).claimSlot()];
    expect([slotA, slotB].sort()).toEqual([1, 2]);
    // noble takes an error for an answer without bytes, so the refusal shows at the hub.
    await b.characteristic(gatt.player(slotA ?? 0)).writeAsync(Buffer.from(frame(1)), true);
    await b.send(gatt.player(slotB ?? 0), frame(2), true);
    expect(await firstValueFrom(linkOf(hub, b).frames$)).toEqual(frame(2));
    expect(hub.transport.counters.refusedSlots).toBe(1);
  });

  it('lets a phone leave and come again, to the lowest free slot, with nothing left of before', async () => {
    const { air, hub } = await start();
    const [first, second] = [await join(air), await join(air)];
    expect(linkOf(hub, first).claimSlot()).toBe(1);
    expect(linkOf(hub, second).claimSlot()).toBe(2);
    await first.listen(gatt.player(1));
    const closed = firstValueFrom(linkOf(hub, first).closed$);
    await first.leave();
    expect((await closed).cause).toBe('left');
    const again = await join(air);
    const link = linkOf(hub, again);
    echo(link);
    expect(link.claimSlot()).toBe(1);
    await again.send(gatt.player(1), frame(9));
    await again.has(1);
    // Over Control: the subscription to the slot was the other phone's.
    expect(hub.transport.counters).toMatchObject({ indications: 1, notifications: 0 });
    const largest = new Uint8Array(512).fill(3);
    await again.listen(gatt.player(1));
    await again.send(gatt.player(1), largest, true);
    await again.has(2);
    expect(again.frames).toEqual([frame(9), largest]);
  });

  it('gives Info whole, though it is longer than the MTU', async () => {
    const { air } = await start();
    const phone = await join(air);
    expect(phone.peripheral.mtu).toBe(256);
    expect(await phone.characteristic(gatt.info).readAsync()).toEqual(Buffer.alloc(400, 7));
  });

  it('loses nothing on a radio that loses one packet in ten', async () => {
    const { air, hub } = await start({ loss: 0.1 });
    const phone = await join(air);
    const link = linkOf(hub, phone);
    echo(link);
    const slot = link.claimSlot() ?? 0;
    await phone.listen(gatt.player(slot));
    const sent = Array.from({ length: 60 }, (_, n) => new Uint8Array(1 + ((n * 37) % 500)).fill(1 + n));
    for (const one of sent) await phone.send(gatt.player(slot), one, true);
    await phone.has(sent.length);
    expect(phone.frames).toEqual(sent);
  });
});
