import { describe, expect, it } from 'vitest';
import { errorTable } from '../../protocol/errors.ts';
import type { MessageOf } from '../../protocol/messages.ts';
import { VirtualHub, type WirePhone } from './support/virtual-hub.ts';

type Command = MessageOf<'command'>['command'];

const command = (phone: WirePhone, name: Command, member = 0): void =>
  phone.send({ type: 'command', command: name, member, argument: '' });

const resumed = (hub: VirtualHub, phone: WirePhone): WirePhone => {
  const back = hub.connect();
  back.hello();
  back.send({ type: 'resume', token: phone.last('welcome').token, epoch: 0, tick: 0 });
  return back;
};

const playing = (hub: VirtualHub): WirePhone[] => {
  const phones = [hub.join('Ada'), hub.join('Bob')];
  hub.advance(50);
  command(phones[0] as WirePhone, 'start');
  hub.advance(3_500);
  expect(hub.hub.state.phase).toBe('playing');
  return phones;
};

describe('4.2.2 rights are true at the welcome', () => {
  it('of the first player, who may begin at once, however long the next state is in coming', () => {
    const hub = new VirtualHub();
    hub.join('Watcher', { role: 'watcher' });
    const ada = hub.join('Ada');
    expect(ada.last('welcome').host).toBe(true);
    command(ada, 'lock');
    expect(ada.count('error')).toBe(0);
    expect(hub.join('Bob').last('error').code).toBe(errorTable.roomLocked.code);
    hub.advance(50);
    expect(hub.hub.state.locked).toBe(true);
  });

  it('of whoever shows the host key, and of nobody else', () => {
    const hub = new VirtualHub();
    playing(hub);
    const tv = hub.join('TV', { code: '', role: 'screen', hostKey: 'the host key' });
    expect(tv.last('welcome').host).toBe(true);
    command(tv, 'end');
    expect(tv.count('error')).toBe(0);
    const cid = hub.join('Cid');
    expect(cid.last('welcome').host).toBe(false);
    command(cid, 'lock');
    expect(cid.last('error').code).toBe(errorTable.notAllowed.code);
  });

  it('of a member whose number a host had before, and of a resume', () => {
    const hub = new VirtualHub();
    const [ada, bob] = playing(hub) as [WirePhone, WirePhone];
    ada.send({ type: 'leave' });
    const cid = hub.join('Cid');
    expect(cid.last('welcome')).toMatchObject({ member: 0, host: false });
    bob.wire.vanish();
    hub.settle();
    expect(resumed(hub, bob).last('welcome').host).toBe(true);
  });

  it('of whoever was just muted', () => {
    const hub = new VirtualHub();
    const [ada, bob] = playing(hub) as [WirePhone, WirePhone];
    command(ada, 'mute', 1);
    bob.send({ type: 'chat', text: 'hello' });
    expect(bob.last('error').code).toBe(errorTable.muted.code);
  });
});

describe('10.10 the host takes a nap', () => {
  it('another stands in, and gives the rights back when the phone is back', () => {
    const hub = new VirtualHub();
    const [ada, bob] = [hub.join('Ada'), hub.join('Bob')];
    hub.advance(50);
    ada.wire.vanish();
    hub.advance(100);
    expect(hub.hub.state.host).toBe(1);
    command(bob, 'lock');
    expect(bob.count('error')).toBe(0);
    hub.advance(10_000, 100);
    expect(resumed(hub, ada).last('welcome').host).toBe(true);
    hub.advance(50);
    expect(hub.hub.state.host).toBe(0);
  });

  it("after a leave, or when the grace time is over, they are another's for good", () => {
    for (const leaves of [true, false]) {
      const hub = new VirtualHub({ graceMs: 5_000 });
      const [ada, bob] = [hub.join('Ada'), hub.join('Bob')];
      hub.advance(50);
      if (leaves) ada.send({ type: 'leave' });
      else ada.wire.vanish();
      for (let i = 0; i < 6; i += 1) {
        hub.advance(1_000, 100);
        bob.send({ type: 'ping', stamp: 1 });
      }
      hub.join('Ada');
      hub.advance(50);
      expect(hub.hub.state).toMatchObject({ host: 1, owner: 1 });
    }
  });

  it('rights that their owner has given away stay away, those that were only lent go back', () => {
    const hub = new VirtualHub();
    const [ada, bob] = [hub.join('Ada'), hub.join('Bob'), hub.join('Cid')];
    hub.advance(50);
    ada.wire.vanish();
    hub.advance(50);
    command(bob, 'host', 2);
    hub.advance(50);
    expect(hub.hub.state).toMatchObject({ host: 2, owner: 0 });
    const back = resumed(hub, ada);
    hub.advance(50);
    expect(hub.hub.state.host).toBe(0);
    command(back, 'host', 1);
    back.wire.vanish();
    hub.advance(50);
    resumed(hub, ada);
    hub.advance(50);
    expect(hub.hub.state).toMatchObject({ host: 1, owner: 1 });
  });
});

describe('a room that is locked', () => {
  it('opens when the last one has left or the grace time is over, though a screen stays', () => {
    for (const leaves of [true, false]) {
      const hub = new VirtualHub({ graceMs: 5_000 });
      hub.join('TV', { role: 'screen' });
      const ada = hub.join('Ada');
      hub.advance(50);
      command(ada, 'lock');
      hub.advance(50);
      if (leaves) ada.send({ type: 'leave' });
      else ada.wire.vanish();
      hub.advance(5_500, 100);
      expect(hub.join('Bob').last('welcome').host).toBe(true);
    }
  });
});
