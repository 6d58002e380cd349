import { describe, expect, it } from 'vitest';
import { errorTable } from '../../protocol/errors.ts';
import { pad } from '../../protocol/inputs.ts';
import { limits } from '../../protocol/limits.ts';
import { VirtualHub } from './support/virtual-hub.ts';

const walk = (first: number, count = 1) =>
  ({ type: 'input', first, inputs: Array.from({ length: count }, () => pad(0, 1)) }) as const;

describe('10.1 hello comes first', () => {
  it('answers hello with what the hub is', () => {
    const phone = new VirtualHub().connect();
    phone.hello();
    expect(phone.last('hub')).toMatchObject({
      version: 1,
      codeNeeded: true,
      room: 'TEST',
      name: 'Test hub',
      game: 'arena',
    });
  });

  it('refuses anything else before hello, and versions it does not speak', () => {
    const hub = new VirtualHub();
    const rude = hub.connect();
    rude.send({ type: 'chat', text: 'hi' });
    expect(rude.last('error').code).toBe(errorTable.notJoined.code);
    expect(rude.closed).toBe('hub');
    const old = hub.connect();
    old.send({ type: 'hello', version: 0, oldest: 0, features: 0, client: '' });
    expect(old.last('error').code).toBe(errorTable.badVersion.code);
    const future = hub.connect();
    future.send({ type: 'hello', version: 9, oldest: 2, features: 0, client: '' });
    expect(future.last('error').code).toBe(errorTable.badVersion.code);
  });

  it('ends a link that does not get through the handshake in time', () => {
    const hub = new VirtualHub();
    const phone = hub.connect();
    phone.hello();
    hub.advance(limits.handshakeMs + 300, 100);
    expect(phone.last('error').code).toBe(errorTable.idle.code);
    expect(phone.closed).toBe('hub');
  });
});

describe('10.2 join', () => {
  it('answers with welcome, the game, then a whole state', () => {
    const phone = new VirtualHub().join('Ada');
    expect(phone.heard.map((m) => m.type).slice(0, 4)).toEqual(['hub', 'welcome', 'game', 'keyframe']);
    expect(phone.last('welcome')).toMatchObject({
      member: 0,
      resumed: false,
      applied: 0,
      graceMs: limits.graceMs,
      room: 'TEST',
    });
  });

  it('leaves the link open after a wrong code, and slows guessing down for the whole hub', () => {
    const hub = new VirtualHub();
    const guesser = hub.connect();
    guesser.hello();
    for (let i = 0; i < 6; i += 1)
      guesser.send({ type: 'join', code: '0000', name: 'X', role: 'player', colour: 0, hostKey: '' });
    expect(guesser.last('error')).toMatchObject({ code: errorTable.tooManyAttempts.code, retryMs: 1000 });
    expect(guesser.closed).toBeUndefined();
    expect(hub.join('Ada').last('error').code).toBe(errorTable.tooManyAttempts.code);
    hub.advance(1100);
    expect(hub.join('Ada').last('welcome').member).toBe(0);
  });

  it('makes names unique and fit for a TV', () => {
    const hub = new VirtualHub();
    hub.join('Ada');
    hub.join(' Ada\u202e ');
    hub.join('\u0007');
    hub.advance(100);
    expect([...hub.hub.state.members.values()].map((m) => m.name)).toEqual(['Ada', 'Ada 2', 'Player 3']);
  });

  it('keeps strangers out of a locked room, but not those who were in it', () => {
    const hub = new VirtualHub();
    const host = hub.join('Ada');
    hub.advance(50);
    host.send({ type: 'command', command: 'lock', member: 0, argument: '' });
    hub.advance(50);
    expect(hub.join('Eve').last('error').code).toBe(errorTable.roomLocked.code);
    host.wire.vanish();
    hub.advance(50);
    const back = hub.connect();
    back.hello();
    back.send({ type: 'resume', token: host.last('welcome').token, epoch: 0, tick: 0 });
    expect(back.last('welcome')).toMatchObject({ member: 0, resumed: true });
  });
});

describe('10.3 resume', () => {
  it('needs the token, gives the same member, and says which inputs have arrived', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    phone.send(walk(1, 3));
    phone.wire.vanish();
    hub.advance(10);
    const thief = hub.connect();
    thief.hello();
    thief.send({ type: 'resume', token: new Uint8Array(16).fill(99), epoch: 1, tick: 0 });
    expect(thief.last('error').code).toBe(errorTable.unknownToken.code);
    thief.send({ type: 'resume', token: phone.last('welcome').token, epoch: 1, tick: 0 });
    expect(thief.last('welcome')).toMatchObject({ member: 0, applied: 3, resumed: true });
  });

  it('sends a change against the state that the phone still has, without the game again', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    hub.advance(100);
    const known = hub.hub.tick;
    phone.wire.vanish();
    hub.advance(100);
    const back = hub.connect();
    back.hello();
    back.send({ type: 'resume', token: phone.last('welcome').token, epoch: 1, tick: known });
    expect(back.heard.map((m) => m.type).slice(0, 3)).toEqual(['hub', 'welcome', 'delta']);
    expect(back.last('delta').age).toBe((back.last('delta').tick - known) & 0xff);
  });

  it('supersedes a link of the same kind', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    const again = hub.connect();
    again.hello();
    again.send({ type: 'resume', token: phone.last('welcome').token, epoch: 0, tick: 0 });
    expect(phone.last('error').code).toBe(errorTable.superseded.code);
    expect(phone.closed).toBe('hub');
    expect(hub.hub.sessions.get(0)?.links.length).toBe(1);
  });
});

describe('10.10 a seat outlives its links', () => {
  it('is away at once, kept for the grace time, then free', () => {
    const hub = new VirtualHub({ graceMs: 5_000 });
    const phone = hub.join('Ada');
    hub.advance(50);
    phone.wire.vanish();
    hub.advance(100);
    expect(hub.hub.state.members.get(0)?.status).toBe('away');
    hub.advance(4_500, 100);
    expect(hub.hub.state.members.has(0)).toBe(true);
    hub.advance(1_000, 100);
    expect(hub.hub.state.members.has(0)).toBe(false);
    const late = hub.connect();
    late.hello();
    late.send({ type: 'resume', token: phone.last('welcome').token, epoch: 0, tick: 0 });
    expect(late.last('error').code).toBe(errorTable.unknownToken.code);
  });

  it('is free at once after leave', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    hub.advance(50);
    phone.send({ type: 'leave' });
    hub.advance(50);
    expect(hub.hub.state.members.size).toBe(0);
    expect(phone.closed).toBe('hub');
  });

  it('takes a silent link for dead', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    hub.advance(limits.silenceMs + 500, 100);
    expect(phone.last('error').code).toBe(errorTable.idle.code);
    expect(hub.hub.state.members.get(0)?.status).toBe('away');
  });
});

describe('what members say', () => {
  it('reaches everybody, cleaned; too much of it, or from somebody muted, does not', () => {
    const hub = new VirtualHub();
    const host = hub.join('Ada');
    const bob = hub.join('Bob');
    hub.advance(50);
    bob.send({ type: 'chat', text: ' hello\nthere ' });
    expect(host.last('said')).toMatchObject({ member: 1, text: 'hello there' });
    for (let i = 0; i < 10; i += 1) bob.send({ type: 'emote', emote: i });
    expect(host.count('showed')).toBe(5);
    expect(bob.last('error').code).toBe(errorTable.tooFast.code);
    host.send({ type: 'command', command: 'mute', member: 1, argument: '' });
    hub.advance(10_000, 1000);
    bob.send({ type: 'chat', text: 'still here' });
    expect(bob.last('error').code).toBe(errorTable.muted.code);
  });

  it('lets only the host kick, and whoever is kicked cannot resume', () => {
    const hub = new VirtualHub();
    const host = hub.join('Ada');
    const bob = hub.join('Bob');
    hub.advance(50);
    bob.send({ type: 'command', command: 'kick', member: 0, argument: '' });
    expect(bob.last('error').code).toBe(errorTable.notAllowed.code);
    host.send({ type: 'command', command: 'kick', member: 1, argument: '' });
    expect(bob.last('error').code).toBe(errorTable.kicked.code);
    hub.advance(50);
    expect(hub.hub.state.members.has(1)).toBe(false);
  });

  it('gives the host rights to whoever shows the host key, without a code', () => {
    const hub = new VirtualHub();
    const tv = hub.join('TV', { code: '', role: 'screen', hostKey: 'the host key' });
    hub.join('Ada');
    hub.advance(50);
    tv.send({ type: 'command', command: 'start', member: 0, argument: '' });
    hub.advance(50);
    expect(hub.hub.state.phase).toBe('countdown');
  });

  it('does not take inputs from watchers', () => {
    const hub = new VirtualHub();
    const watcher = hub.join('Walt', { role: 'watcher' });
    watcher.send(walk(1));
    expect(watcher.last('error').code).toBe(errorTable.notAllowed.code);
  });
});

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
