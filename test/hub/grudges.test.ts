import { describe, expect, it } from 'vitest';
import { rates } from '../../hub/pipeline/rates.ts';
import { errorTable } from '../../protocol/errors.ts';
import type { MessageOf } from '../../protocol/messages.ts';
import { VirtualHub, type WirePhone } from './support/virtual-hub.ts';

const command = (phone: WirePhone, name: MessageOf<'command'>['command'], member = 0): void =>
  phone.send({ type: 'command', command: name, member, argument: '' });

const outcome = (phone: WirePhone): string =>
  phone.count('welcome') > 0
    ? 'in'
    : (Object.entries(errorTable).find(([, { code }]) => code === phone.last('error').code)?.[0] ?? '?');

const ADA = '10.0.0.1';
const EVE = '10.0.0.66';

const withEve = (): { hub: VirtualHub; ada: WirePhone; eve: WirePhone } => {
  const hub = new VirtualHub();
  const ada = hub.join('Ada', {}, ADA);
  const eve = hub.join('Eve', {}, EVE);
  hub.advance(50);
  return { hub, ada, eve };
};

describe('4.2.1 kick holds', () => {
  it('against the same address under another name, and the same name from another address, until the host unlocks', () => {
    const { hub, ada } = withEve();
    command(ada, 'kick', 1);
    hub.advance(50);
    expect(outcome(hub.join('Anybody', {}, EVE))).toBe('kicked');
    expect(outcome(hub.join(' Eve ', {}, '10.0.0.67'))).toBe('kicked');
    expect(outcome(hub.join('Bob', {}, '10.0.0.2'))).toBe('in');
    expect(outcome(hub.join('TV', { role: 'screen', hostKey: 'the host key' }, EVE))).toBe('in');
    command(ada, 'unlock');
    expect(outcome(hub.join('Eve', {}, EVE))).toBe('in');
  });

  it('on the hub itself by the name alone, for all its browsers have one address', () => {
    const hub = new VirtualHub();
    const ada = hub.join('Ada', {}, '127.0.0.1');
    hub.join('Eve', {}, '127.0.0.1');
    hub.advance(50);
    command(ada, 'kick', 1);
    expect(outcome(hub.join('Eve', {}, '127.0.0.1'))).toBe('kicked');
    expect(outcome(hub.join('Bob', {}, '127.0.0.1'))).toBe('in');
  });

  it('until everybody has left: whoever comes then is another party', () => {
    const { hub, ada } = withEve();
    command(ada, 'kick', 1);
    expect(outcome(hub.join('Eve', {}, EVE))).toBe('kicked');
    ada.send({ type: 'leave' });
    hub.advance(500);
    expect(outcome(hub.join('Eve', {}, EVE))).toBe('in');
  });
});

describe('4.2.1 mute holds', () => {
  it('when whoever was muted leaves and joins, until the host unmutes', () => {
    const { hub, ada, eve } = withEve();
    command(ada, 'mute', 1);
    eve.send({ type: 'leave' });
    const again = hub.join('Mallory', {}, EVE);
    again.send({ type: 'chat', text: 'hello' });
    expect(outcome(hub.join('Eve', {}, '10.0.0.67'))).toBe('in');
    expect(again.last('error').code).toBe(errorTable.muted.code);
    hub.advance(50);
    expect([...hub.hub.state.members.values()].map(({ muted }) => muted)).toEqual([false, true, true]);
    command(ada, 'unmute', 1);
    again.send({ type: 'leave' });
    hub.advance(50);
    hub.join('Mallory', {}, EVE).send({ type: 'chat', text: 'hello' });
    expect(ada.count('said')).toBe(1);
  });
});

describe('9.2 the budget of chat', () => {
  it('is not renewed by leaving and joining', () => {
    const { hub, ada, eve } = withEve();
    let phone = eve;
    for (let i = 0; i < 5; i += 1) {
      for (let n = 0; n < 10; n += 1) phone.send({ type: 'chat', text: `line ${n}` });
      phone.send({ type: 'leave' });
      phone = hub.join('Eve', {}, EVE);
    }
    expect(ada.count('said')).toBe(rates.talkAtOnce);
  });

  it('of one address has a bound, whatever the names; others talk all the same', () => {
    const { hub, ada, eve } = withEve();
    let phone = eve;
    for (let i = 0; i < 20; i += 1) {
      for (let n = 0; n < 6; n += 1) phone.send({ type: 'chat', text: `line ${n}` });
      phone.send({ type: 'leave' });
      phone = hub.join(`Eve ${i}`, {}, EVE);
    }
    expect(ada.count('said')).toBe(rates.addressTalkAtOnce);
    hub.join('Bob', {}, '10.0.0.2').send({ type: 'chat', text: 'hello' });
    expect(ada.count('said')).toBe(rates.addressTalkAtOnce + 1);
  });
});
