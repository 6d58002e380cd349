import { describe, expect, it } from 'vitest';
import { errorTable } from '../../protocol/errors.ts';
import { features } from '../../protocol/limits.ts';
import type { LinkKind } from '../../protocol/links.ts';
import type { PhoneMessage } from '../../protocol/messages.ts';
import { VirtualHub, type WirePhone } from './support/virtual-hub.ts';

const resumeOn = (
  hub: VirtualHub,
  kind: LinkKind,
  of: WirePhone,
  bits: number = features.dualHomed,
): WirePhone => {
  const link = hub.connect(kind);
  link.hello(bits);
  link.send({ type: 'resume', token: of.last('welcome').token, epoch: 0, tick: 0 });
  hub.advance(50);
  return link;
};

describe('10.14 a second hello', () => {
  it('before the welcome is answered and changes nothing, after it gets alreadyJoined', () => {
    const hub = new VirtualHub();
    const ada = hub.join('Ada');
    const other = hub.connect('tcp');
    other.hello(0);
    other.hello(features.dualHomed);
    expect(other.count('hub')).toBe(2);
    other.send({ type: 'resume', token: ada.last('welcome').token, epoch: 0, tick: 0 });
    hub.advance(50);
    // Without the feature in its first hello the session has one link.
    expect(ada.last('error').code).toBe(errorTable.superseded.code);
    other.hello();
    expect(other.last('error').code).toBe(errorTable.alreadyJoined.code);
    expect(other.closed).toBeUndefined();
  });
});

describe('10.15 between hello and the welcome', () => {
  it.each<PhoneMessage>([
    { type: 'chat', text: 'hi' },
    { type: 'emote', emote: 1 },
    { type: 'command', command: 'start', member: 0, argument: '' },
    { type: 'ack', tick: 1 },
    { type: 'resync' },
    { type: 'leave' },
    { type: 'input', first: 1, inputs: [] },
  ])('$type gets notJoined and the end', (message) => {
    const hub = new VirtualHub();
    const phone = hub.connect();
    phone.hello();
    phone.send(message);
    expect(phone.last('error').code).toBe(errorTable.notJoined.code);
    expect(phone.closed).toBe('hub');
  });
});

describe('10.16 a link of a third kind', () => {
  it('takes the place of the older of two', () => {
    const hub = new VirtualHub();
    const memory = hub.join('Ada');
    const tcp = resumeOn(hub, 'tcp', memory);
    expect(memory.closed).toBeUndefined();
    const websocket = resumeOn(hub, 'websocket', memory);
    expect(memory.last('error').code).toBe(errorTable.superseded.code);
    expect(tcp.closed).toBeUndefined();
    expect(websocket.closed).toBeUndefined();
  });
});

describe('9.5 a wrong host key', () => {
  const join = { type: 'join', name: 'TV', role: 'screen', colour: 0 } as const;

  it('is as if it was not there: the code decides, and an empty one counts as wrong', () => {
    const hub = new VirtualHub();
    const tv = hub.connect();
    tv.hello();
    tv.send({ ...join, code: '', hostKey: 'not the key' });
    expect(tv.last('error').code).toBe(errorTable.wrongCode.code);
    tv.send({ ...join, code: '4711', hostKey: 'not the key' });
    expect(tv.last('welcome').host).toBe(false);
  });

  it('is not looked at where no code is needed, nor is the code', () => {
    const hub = new VirtualHub({ code: undefined });
    const phone = hub.join('Ada', { code: 'nonsense', hostKey: 'not the key' });
    expect(phone.last('welcome').member).toBe(0);
  });
});

describe('9.2 resync', () => {
  it('is answered a few times a second, then refused without an end', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    hub.advance(50);
    const before = phone.count('keyframe');
    for (let i = 0; i < 50; i += 1) phone.send({ type: 'resync' });
    hub.advance(50);
    expect(phone.count('keyframe') - before).toBeLessThanOrEqual(8);
    expect(phone.count('keyframe') - before).toBeGreaterThan(4);
    expect(phone.last('error').code).toBe(errorTable.tooFast.code);
    expect(phone.closed).toBeUndefined();
  });
});
