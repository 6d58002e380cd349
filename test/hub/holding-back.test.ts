import { describe, expect, it } from 'vitest';
import { HOLD_AFTER_MS, HUB_PING_MS } from '../../hub/pipeline/liveness.ts';
import { pad } from '../../protocol/inputs.ts';
import { limits } from '../../protocol/limits.ts';
import { VirtualHub, type WirePhone } from './support/virtual-hub.ts';

/** When the hub looks after its links, at the latest. */
const LOOK_MS = 250;
const STEP_MS = 50;

const start = { type: 'command', command: 'start', member: 0, argument: '' } as const;
const push = { type: 'input', first: 1, inputs: [pad(0, 1)] } as const;

const statesOf = (phone: WirePhone): number => phone.count('keyframe') + phone.count('delta');

/** Two in the arena: the second one answers pings, the first one as told. */
const match = () => {
  const rig = new VirtualHub();
  const [mute, lively] = [rig.join('Mute'), rig.join('Lively')];
  mute.send(start);
  const answers = new Map([
    [mute, true],
    [lively, true],
  ]);
  const answered = new Map<WirePhone, number>();
  const advance = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      rig.advance(STEP_MS);
      for (const [phone, wants] of answers) {
        const pings = phone.count('ping');
        if (!wants || (answered.get(phone) ?? 0) === pings) continue;
        answered.set(phone, pings);
        phone.send({ type: 'pong', stamp: phone.last('ping').stamp });
      }
    }
  };
  return { rig, mute, lively, answers, advance };
};

describe('6.2.2 a phone that does not answer gets no states until it is heard', () => {
  it('sends states as long as pings are answered', () => {
    const { rig, mute, advance } = match();
    advance(4_000);
    const before = statesOf(mute);
    advance(1_000);
    expect(statesOf(mute) - before).toBeGreaterThan(20);
    expect(rig.hub.counters.holds).toBe(0);
  });

  it.each([
    ['a pong', (phone: WirePhone) => phone.send({ type: 'pong', stamp: phone.last('ping').stamp })],
    ['an input', (phone: WirePhone) => phone.send(push)],
    ['a ping of its own', (phone: WirePhone) => phone.send({ type: 'ping', stamp: 1 })],
    ['an acknowledgement', (phone: WirePhone) => phone.send({ type: 'ack', tick: 1 })],
  ])('holds them back, and goes on with the newest at %s', (_what, speak) => {
    const { rig, mute, lively, answers, advance } = match();
    advance(4_000);
    answers.set(mute, false);
    advance(HUB_PING_MS + HOLD_AFTER_MS + LOOK_MS);
    const before = statesOf(mute);
    const { statesSkipped } = rig.hub.counters;
    expect(rig.hub.counters.holds).toBe(1);
    const others = statesOf(lively);
    advance(5_000);
    expect(statesOf(mute)).toBe(before);
    expect(statesOf(lively) - others).toBeGreaterThan(100);
    expect(rig.hub.counters.statesSkipped - statesSkipped).toBeGreaterThan(100);
    // Words are not held back: 5 pings more.
    expect(mute.count('ping')).toBeGreaterThanOrEqual(9);
    const newest = rig.hub.tick;
    speak(mute);
    expect(statesOf(mute)).toBe(before + 1);
    const state = mute.heard.findLast(({ type }) => type === 'delta' || type === 'keyframe');
    expect(state).toMatchObject({ tick: newest & 0xffff });
    answers.set(mute, true);
    advance(2_000);
    expect(statesOf(mute)).toBeGreaterThan(before + 50);
    expect(rig.hub.counters.holds).toBe(1);
  });

  it('does not hold back from a phone that leaves pings unanswered but plays', () => {
    const { rig, mute, answers, advance } = match();
    answers.set(mute, false);
    for (let first = 1; first <= 20; first += 1) {
      advance(HOLD_AFTER_MS / 3);
      mute.send({ ...push, first });
    }
    expect(rig.hub.counters.holds).toBe(0);
  });

  it('sends the state whole when the phone was mute for longer than a delta reaches back', () => {
    const { rig, mute, answers, advance } = match();
    advance(3_000);
    answers.set(mute, false);
    advance(HUB_PING_MS + HOLD_AFTER_MS + LOOK_MS);
    expect(rig.hub.counters.holds).toBe(1);
    const [before, since] = [statesOf(mute), rig.hub.tick];
    advance(limits.silenceMs - 4_000);
    expect(rig.hub.tick - since).toBeGreaterThan(limits.baselineAge);
    mute.send({ type: 'pong', stamp: mute.last('ping').stamp });
    expect(statesOf(mute)).toBe(before + 1);
    expect(mute.heard.findLast(({ type }) => type === 'delta' || type === 'keyframe')).toMatchObject({
      type: 'keyframe',
      tick: rig.hub.tick,
    });
  });
});
