import { describe, expect, it } from 'vitest';
import { errorTable } from '../../protocol/errors.ts';
import { VirtualHub } from './support/virtual-hub.ts';

const later = Uint8Array.of(0x6d, 1, 2, 3);

describe('4.1.5 a message of a newer version from 0x60 up', () => {
  it('changes nothing and is not answered, before hello, after it and in the room; it is counted', () => {
    const hub = new VirtualHub();
    const phone = hub.connect();
    phone.wire.send(later);
    hub.settle();
    phone.hello();
    phone.wire.send(later);
    phone.send({ type: 'join', code: '4711', name: 'Ada', role: 'player', colour: 0, hostKey: '' });
    phone.wire.send(later);
    hub.advance(50);
    expect(phone.closed).toBeUndefined();
    expect(phone.count('error')).toBe(0);
    expect(phone.count('welcome')).toBe(1);
    expect(hub.hub.counters).toMatchObject({ ignoredFrames: 3, malformedFrames: 0 });
  });

  it('is a sign of life', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    for (let i = 0; i < 20; i += 1) {
      hub.advance(1_000, 50);
      phone.wire.send(later);
    }
    hub.advance(10);
    expect(phone.closed).toBeUndefined();
  });

  it('counts towards the rate of frames', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    for (let i = 0; i < 900; i += 1) phone.wire.send(later);
    hub.settle();
    expect(phone.last('error').code).toBe(errorTable.tooFast.code);
    expect(phone.closed).toBe('hub');
  });

  it('is refused below 0x60', () => {
    const hub = new VirtualHub();
    const phone = hub.join('Ada');
    phone.wire.send(Uint8Array.of(0x5f));
    hub.settle();
    expect(phone.last('error').code).toBe(errorTable.badFrame.code);
  });
});
