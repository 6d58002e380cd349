import { describe, expect, it } from 'vitest';
import type { LinkKind } from '../../protocol/links.ts';
import { VirtualHub, type WirePhone } from './support/virtual-hub.ts';

const states = (phone: WirePhone): number => phone.count('keyframe') + phone.count('delta');
const lastTick = (phone: WirePhone): number => {
  const message = phone.heard.findLast(({ type }) => type === 'keyframe' || type === 'delta');
  return message?.type === 'keyframe' || message?.type === 'delta' ? message.tick : 0;
};

/** A match that ticks, and a player in it whose phone has a link on one radio. */
const playing = (): { hub: VirtualHub; old: WirePhone } => {
  const hub = new VirtualHub();
  const old = hub.connect('websocket');
  old.hello();
  old.send({ type: 'join', code: '4711', name: 'Ada', role: 'player', colour: 0, hostKey: '' });
  old.send({ type: 'command', command: 'start', member: 0, argument: '' });
  hub.advance(5_000);
  // It has left the hub's pings without an answer.
  old.send({ type: 'ping', stamp: 1 });
  expect(hub.hub.state.phase).toBe('playing');
  return { hub, old };
};

const resume = (hub: VirtualHub, old: WirePhone, kind: LinkKind = 'ble', bits?: number): WirePhone => {
  const fresh = hub.connect(kind);
  fresh.hello(bits);
  const { token } = old.last('welcome');
  fresh.send({ type: 'resume', token, epoch: hub.hub.state.epoch, tick: lastTick(old) });
  return fresh;
};

/** How many states each link gets in half a second in which its phone is heard. */
const inHalfASecond = (hub: VirtualHub, ...phones: readonly WirePhone[]): readonly number[] => {
  const before = phones.map(states);
  for (let i = 0; i < 5; i += 1) {
    for (const phone of phones) if (phone.closed === undefined) phone.send({ type: 'ping', stamp: i });
    hub.advance(100);
  }
  return phones.map((phone, i) => states(phone) - (before[i] ?? 0));
};

describe('10.9 a fresh link takes over', () => {
  it('begins with the newest state at once, as a change against the one that the phone has, between two ticks', () => {
    const { hub, old } = playing();
    const known = lastTick(old);
    const { tick } = hub.hub;
    const fresh = resume(hub, old);
    expect(hub.hub.tick).toBe(tick);
    expect(fresh.heard.map(({ type }) => type)).toEqual(['hub', 'welcome', 'delta']);
    expect(fresh.last('delta')).toMatchObject({ tick: tick & 0xffff, age: tick - known });
  });

  it('while the old one goes on, until a state on the fresh one is acknowledged', () => {
    const { hub, old } = playing();
    const fresh = resume(hub, old);
    const [onOld = 0, onFresh = 0] = inHalfASecond(hub, old, fresh);
    expect(onOld).toBeGreaterThan(10);
    expect(onFresh).toBe(onOld);
    old.send({ type: 'ack', tick: lastTick(old) });
    expect(inHalfASecond(hub, old)[0]).toBeGreaterThan(10);
    fresh.send({ type: 'ack', tick: lastTick(fresh) });
    const [afterwards, still] = inHalfASecond(hub, old, fresh);
    expect(afterwards).toBe(0);
    expect(still).toBeGreaterThan(10);
    expect(old.closed).toBeUndefined();
  });

  it('and if it dies before that, not one state is missed on the old one', () => {
    const { hub, old } = playing();
    const fresh = resume(hub, old);
    hub.advance(100);
    fresh.wire.vanish();
    const [count = 0] = inHalfASecond(hub, old);
    expect(count).toBeGreaterThan(10);
    expect(hub.hub.sessions.get(0)?.leaving).toBeUndefined();
    expect(hub.hub.state.members.get(0)).toMatchObject({ status: 'here', radio: 'websocket' });
  });

  it('from a third one too: the first goes on until the third is acknowledged', () => {
    const { hub, old } = playing();
    const second = resume(hub, old);
    const third = resume(hub, old);
    expect(second.closed).toBe('hub');
    expect(old.closed).toBeUndefined();
    const [onOld = 0, onThird = 0] = inHalfASecond(hub, old, third);
    expect(onOld).toBeGreaterThan(10);
    expect(onThird).toBe(onOld);
    third.send({ type: 'ack', tick: lastTick(third) });
    expect(inHalfASecond(hub, old)).toEqual([0]);
  });

  it('alone, where the phone holds one link at a time', () => {
    const { hub, old } = playing();
    const fresh = resume(hub, old, 'ble', 0);
    expect(old.closed).toBe('hub');
    expect(inHalfASecond(hub, fresh)[0]).toBeGreaterThan(10);
  });

  it('and leaves nothing behind when the player leaves in the middle of it', () => {
    const { hub, old } = playing();
    const fresh = resume(hub, old);
    fresh.send({ type: 'leave' });
    hub.advance(100);
    expect([old.closed, fresh.closed]).toEqual(['hub', 'hub']);
    expect(hub.hub.sessions.size).toBe(0);
    expect(inHalfASecond(hub, old, fresh)).toEqual([0, 0]);
  });
});
