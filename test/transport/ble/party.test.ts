import { afterEach, describe, expect, it } from 'vitest';
import type { Link } from '../../../hub/transport/port.ts';
import { Air } from '../../../phone-sim/radio/air.ts';
import { gatt } from '../../../protocol/gatt.ts';
import { hubOnAir } from './support/hub-on-air.ts';
import { NoblePhone } from './support/noble-phone.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** Sends every frame back, twice the words first claimed slots: what a hub does, without rooms and games. */
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
    const air = new Air({ seed: 1 });
    const hub = await hubOnAir(air);
    cleanUp.push(() => hub.stop());
    hub.transport.links$.subscribe(echo);
    const phones: NoblePhone[] = [];
    for (let n = 0; n < 16; n++) {
      const phone = await NoblePhone.connect(air);
      cleanUp.push(() => phone.central.close());
      phones.push(phone);
      const slot = hub.links[n]?.claimSlot();
      expect(slot).toBe(n + 1);
      await phone.send(gatt.control, frame(n));
      await phone.has(1);
      await phone.listen(gatt.player(n + 1));
    }
    expect(hub.transport.status.advertising).toBe('full');
    const rounds = 20;
    await Promise.all(
      phones.map(async (phone, n) => {
        for (let round = 0; round < rounds; round++) {
          await phone.send(gatt.player(n + 1), frame(n, round), true);
          await phone.has(2 + round);
        }
      }),
    );
    for (const [n, phone] of phones.entries()) {
      expect(phone.frames.slice(1)).toEqual(Array.from({ length: rounds }, (_, round) => frame(n, round)));
    }
    expect(hub.transport.counters).toMatchObject({ links: 16, notifications: 320, attErrors: 0, guarded: 0 });
  });
});
