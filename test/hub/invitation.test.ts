import { describe, expect, it } from 'vitest';
import { gateRules } from '../../hub/pipeline/join-gate.ts';
import { errorTable } from '../../protocol/errors.ts';
import type { MessageOf } from '../../protocol/messages.ts';
import { VirtualHub, type WirePhone } from './support/virtual-hub.ts';

const tvOf = (hub: VirtualHub): WirePhone =>
  hub.join('TV', { code: '', role: 'screen', hostKey: 'the host key' });

const drawing = (): VirtualHub => {
  let drawn = 0;
  return new VirtualHub({
    drawCode: () => {
      drawn += 1;
      return `000${drawn}`;
    },
  });
};

/** Tries codes out, as fast as it is let. */
const guess = (hub: VirtualHub, times: number): void => {
  const phone = hub.connect();
  phone.hello();
  for (let i = 0; i < times; i += 1) {
    const join: MessageOf<'join'> = {
      type: 'join',
      code: 'x',
      name: 'X',
      role: 'player',
      colour: 0,
      hostKey: '',
    };
    if (phone.closed !== undefined) return guess(hub, times - i);
    phone.send(join);
    hub.advance(phone.last('error').retryMs + 300, 100);
  }
};

describe('9.3 the screens that the hub trusts know how to get in', () => {
  it('behind the welcome, joined or resumed, and nobody else is told', () => {
    const hub = drawing();
    const tv = tvOf(hub);
    expect(tv.heard.map((m) => m.type).slice(0, 3)).toEqual(['hub', 'welcome', 'invite']);
    expect(tv.last('invite')).toEqual({
      type: 'invite',
      code: '4711',
      secret: '',
      guessing: false,
      renewable: true,
    });
    const others = [hub.join('Ada'), hub.join('Far', { role: 'screen' })];
    hub.advance(50);
    tv.send({ type: 'command', command: 'newCode', member: 0, argument: '' });
    expect(tv.last('invite').code).toBe('0001');
    for (const one of others) expect(one.count('invite')).toBe(0);
    const back = hub.connect();
    back.hello();
    back.send({ type: 'resume', token: tv.last('welcome').token, epoch: 0, tick: 0 });
    expect(back.last('invite').code).toBe('0001');
  });

  it('somebody guesses: the screen says so, and after twenty wrong ones the code is another, at once', () => {
    const hub = drawing();
    const tv = tvOf(hub);
    const changes: unknown[] = [];
    hub.hub.invitation$.subscribe((invitation) => changes.push(invitation));
    guess(hub, gateRules.freeTries);
    tv.send({ type: 'ping', stamp: 1 });
    expect(tv.last('invite')).toMatchObject({ code: '4711', guessing: true });
    guess(hub, gateRules.newCodeAfter - gateRules.freeTries);
    expect(hub.hub.invitation).toMatchObject({ code: '0001', guessing: true });
    expect(changes).toHaveLength(2);
    hub.advance(40_000, 250);
    expect(hub.join('Old').last('error').code).toBe(errorTable.wrongCode.code);
  });

  it('twelve hours without people, whatever screens there are, make another code', () => {
    const hub = drawing();
    const tv = tvOf(hub);
    hub.join('Ada').send({ type: 'leave' });
    const hours = (n: number): void => {
      for (let passed = 0; passed < n * 3_600_000; passed += 10_000) {
        hub.advance(10_000, 10_000);
        tv.send({ type: 'ping', stamp: 1 });
      }
    };
    hours(11.9);
    expect(tv.last('invite').code).toBe('4711');
    hours(0.2);
    expect(tv.last('invite').code).toBe('0001');
  });

  it('only the host may ask for a new code, and a fixed one stays', () => {
    const hub = new VirtualHub();
    const tv = tvOf(hub);
    const [ada, bob] = [hub.join('Ada'), hub.join('Bob')];
    hub.advance(50);
    bob.send({ type: 'command', command: 'newCode', member: 0, argument: '' });
    expect(bob.last('error').code).toBe(errorTable.notAllowed.code);
    ada.send({ type: 'command', command: 'newCode', member: 0, argument: '' });
    guess(hub, gateRules.newCodeAfter);
    tv.send({ type: 'ping', stamp: 1 });
    expect(hub.hub.invitation).toMatchObject({ code: '4711', guessing: true, renewable: false });
  });
});
