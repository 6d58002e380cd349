import { describe, expect, it } from 'vitest';
import { pad } from '../../protocol/inputs.ts';
import { VirtualHub, type WirePhone } from './support/virtual-hub.ts';

const SECONDS = 20;

/** Answers every ping, plays where told to, and lets time pass. @returns pings that each was sent. */
const live = (rig: VirtualHub, phones: readonly WirePhone[], player?: WirePhone): number[] => {
  const answered = phones.map((phone) => phone.count('ping'));
  const before = [...answered];
  for (let step = 0; step < SECONDS * 10; step += 1) {
    rig.advance(100);
    player?.send({ type: 'input', first: step + 1, inputs: [pad(0, 1)] });
    phones.forEach((phone, i) => {
      for (; (answered[i] ?? 0) < phone.count('ping'); answered[i] = (answered[i] ?? 0) + 1)
        phone.send({ type: 'pong', stamp: phone.last('ping').stamp });
    });
  }
  return answered.map((count, i) => count - (before[i] ?? 0));
};

describe('10.8 the hub pings', () => {
  it('a phone that is silent about once a second, and one that plays every five', () => {
    const rig = new VirtualHub();
    const [silent, playing] = [rig.join('Silent'), rig.join('Playing')];
    const [often, seldom] = live(rig, [silent, playing], playing);
    expect(often).toBeGreaterThanOrEqual(0.75 * SECONDS);
    expect(seldom).toBeGreaterThanOrEqual(SECONDS / 5 - 1);
    expect(seldom).toBeLessThanOrEqual(SECONDS / 5);
  });

  it('both links of a session once a second, whoever plays', () => {
    const rig = new VirtualHub();
    const first = rig.join('Ada');
    const second = rig.connect('websocket');
    second.hello();
    second.send({ type: 'resume', token: first.last('welcome').token, epoch: 0, tick: 0 });
    const pings = live(rig, [first, second], first);
    for (const count of pings) expect(count).toBeGreaterThanOrEqual(0.75 * SECONDS);
  });
});
