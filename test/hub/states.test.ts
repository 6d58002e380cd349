import { describe, expect, it } from 'vitest';
import { games } from '../../hub/games/catalogue.ts';
import { errorTable } from '../../protocol/errors.ts';
import { pad } from '../../protocol/inputs.ts';
import { parseDescriptor } from '../../protocol/schema/parse.ts';
import { createStateCodec } from '../../protocol/state-codec.ts';
import { gameNamed, VirtualHub } from './support/virtual-hub.ts';

const walk = (first: number, count = 1) =>
  ({ type: 'input', first, inputs: Array.from({ length: count }, () => pad(0, 1)) }) as const;

describe('states', () => {
  const playing = (hub: VirtualHub) => {
    const host = hub.join('Ada');
    hub.advance(50);
    host.send({ type: 'command', command: 'start', member: 0, argument: '' });
    hub.advance(4_000);
    expect(hub.hub.state.phase).toBe('playing');
    return host;
  };

  it('acknowledge inputs', () => {
    const hub = new VirtualHub();
    const host = playing(hub);
    host.send(walk(1, 2));
    hub.advance(40);
    expect(host.last('delta').applied).toBe(2);
  });

  it.each([...games.keys()])('S.15 show the game from the first one on, before any match: %s', (id) => {
    const phone = new VirtualHub({ game: gameNamed(id) }).join('Ada');
    const codec = createStateCodec(parseDescriptor(phone.last('game').descriptor));
    const { shared } = codec.decodeFull(phone.last('keyframe').body);
    expect(shared.room).toMatchObject({ phase: 'lobby', match: 0 });
    expect(shared.game).toBeDefined();
  });

  it('do not queue: a link without credit gets the newest one when it has room, against the last it was sent', () => {
    const hub = new VirtualHub({}, 20);
    const host = playing(hub);
    hub.advance(100);
    host.wire.pauseReading();
    hub.advance(1_000);
    const seen = host.count('delta');
    const { tick: before } = host.last('delta');
    const { statesSkipped } = hub.hub.counters;
    expect(statesSkipped).toBeGreaterThan(20);
    host.wire.resumeReading();
    hub.settle();
    host.send({ type: 'pong', stamp: host.last('ping').stamp });
    const fresh = host.heard.filter((m) => m.type === 'delta').slice(seen);
    expect(fresh.length).toBeLessThan(6);
    expect(fresh.at(-1)?.tick).toBe(hub.hub.tick);
    expect(fresh.at(-1)?.age).toBeGreaterThan(20);
    expect((fresh[0]?.tick ?? 0) - (fresh[0]?.age ?? 0)).toBe(before);
  });

  it('come before chat: a slow link carries the game first, and of a crowd that talks the newest lines', () => {
    const hub = new VirtualHub({}, 20);
    const host = playing(hub);
    const crowd = Array.from({ length: 12 }, (_, n) => hub.join(`Talker ${n}`));
    hub.advance(100);
    host.wire.pauseReading();
    for (const one of crowd)
      for (let n = 0; n < 5; n += 1) one.send({ type: 'chat', text: `${n} ${'blah '.repeat(20)}` });
    hub.advance(500);
    const heard = host.heard.length;
    // It plays, though it takes nothing: no state is held back from it.
    host.send({ type: 'ack', tick: 1 });
    host.wire.resumeReading();
    hub.advance(500);
    const later = host.heard.slice(heard);
    const lines = later.filter((m) => m.type === 'said');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.length).toBeLessThanOrEqual(34);
    expect(lines.at(-1)).toMatchObject({ text: expect.stringMatching(/^4 /) });
    // As soon as there is room a state goes, and only then what they say.
    const states = later.findIndex((m) => m.type === 'delta' || m.type === 'keyframe');
    expect(states).toBeLessThan(later.findLastIndex((m) => m.type === 'said'));
    expect(later.slice(0, states).filter((m) => m.type === 'said').length).toBeLessThan(3);
  });

  it('tells every phone that the hub closes', () => {
    const hub = new VirtualHub();
    const phones = [hub.join('Ada'), hub.join('Bob')];
    hub.hub.stop('hubClosing');
    hub.settle();
    for (const phone of phones) {
      expect(phone.last('error').code).toBe(errorTable.hubClosing.code);
      expect(phone.closed).toBe('hub');
    }
  });
});

describe('a hub that died', () => {
  it('goes on from the tick it was saved at, asks for the inputs since, and needs no code', () => {
    const before = new VirtualHub();
    const phone = before.join('Ada');
    before.advance(50);
    phone.send({ type: 'command', command: 'start', member: 0, argument: '' });
    before.advance(4_000);
    phone.send(walk(1, 2));
    before.advance(40);
    const saved = before.hub.save();
    phone.send(walk(3, 2));

    const after = new VirtualHub({ saved });
    after.advance(40);
    expect(after.hub.tick).toBeGreaterThan(saved.tick);
    expect(after.hub.state.members.get(0)?.status).toBe('away');
    const back = after.connect();
    back.hello();
    back.send({
      type: 'resume',
      token: phone.last('welcome').token,
      epoch: saved.room.epoch,
      tick: saved.tick,
    });
    expect(back.heard.map((m) => m.type)).toEqual(['hub', 'welcome', 'game', 'keyframe']);
    expect(back.last('welcome')).toMatchObject({ member: 0, resumed: true, applied: 2 });
    back.send(walk(3, 2));
    after.advance(40);
    expect(back.last('delta').applied).toBe(4);
    expect([...after.hub.appliedTwice]).toEqual([]);
  });
});
