import { describe, expect, it } from 'vitest';
import { errorTable } from '../../protocol/errors.ts';
import { pad } from '../../protocol/inputs.ts';
import { limits, PROTOCOL_VERSION } from '../../protocol/limits.ts';
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
    future.send({ type: 'hello', version: 9, oldest: PROTOCOL_VERSION + 1, features: 0, client: '' });
    expect(future.last('error').code).toBe(errorTable.badVersion.code);
  });

  it('ends a link that says no hello in time, later over Bluetooth, and pings do not put it off', () => {
    for (const [kind, ms] of [
      ['tcp', limits.helloMs],
      ['websocket', limits.helloMs],
      ['ble', limits.bleHelloMs],
    ] as const) {
      const hub = new VirtualHub();
      const phone = hub.connect(kind);
      hub.advance(ms - 100, 100);
      phone.send({ type: 'ping', stamp: 1 });
      expect(phone.closed).toBeUndefined();
      hub.advance(400, 100);
      expect(phone.last('error').code).toBe(errorTable.idle.code);
      expect(phone.closed).toBe('hub');
    }
  });

  it('ends a link that does not join in time, whatever else it says', () => {
    const hub = new VirtualHub();
    const phone = hub.connect();
    phone.hello();
    hub.advance(limits.handshakeMs - 100, 100);
    phone.hello();
    phone.send({ type: 'ping', stamp: 1 });
    expect(phone.closed).toBeUndefined();
    hub.advance(400, 100);
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
