import { describe, expect, it } from 'vitest';
import { Outbox } from '../../../hub/transport/ble/outbox.ts';
import { VirtualClock } from '../../../phone-sim/radio/clock.ts';

const rig = () => {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const state = { control: false, player: false, pending: 0, writable: 0, timedOut: 0, mtu: 23 };
  const put = (way: string) => (value: Uint8Array) => {
    sent.push(`${way} ${Buffer.from(value).toString('hex').slice(0, 4)}`);
    if (way === 'notify') state.pending += 1;
  };
  const outbox = new Outbox({
    clock,
    mtu: () => state.mtu,
    pending: () => state.pending,
    share: () => 2,
    listening: () => state,
    notify: put('notify'),
    indicate: put('indicate'),
    timedOut: () => {
      state.timedOut += 1;
    },
    writable: () => {
      state.writable += 1;
    },
    idle: () => {},
  });
  return { clock, sent, state, outbox };
};
const frame = (length: number, first = 1): Uint8Array => new Uint8Array(length).fill(first);

describe('the outbox of a link', () => {
  it('takes nothing before the phone listens, and tells when it does', () => {
    const { outbox, state, sent } = rig();
    expect(outbox.take(frame(3))).toBe(false);
    state.control = true;
    outbox.pump();
    expect(state.writable).toBe(1);
    expect(outbox.take(frame(3))).toBe(true);
    expect(sent).toEqual(['indicate 0101']);
  });

  it('ends a frame on the way it was begun on, though the phone listens to its slot meanwhile', () => {
    const { outbox, state, sent } = rig();
    state.control = true;
    expect(outbox.take(frame(50))).toBe(true);
    state.player = true;
    outbox.pump();
    expect(outbox.take(frame(3, 2))).toBe(false);
    for (let n = 0; n < 3; n++) expect(outbox.confirmed()).toBe(true);
    expect(sent).toEqual(['indicate 8001', 'indicate 8101', 'indicate c201']);
    expect(outbox.confirmed()).toBe(false);
    expect(outbox.take(frame(3, 3))).toBe(true);
    expect(sent.at(-1)).toBe('notify 0303');
  });

  it('takes the next frame over Control only when the one before is confirmed, so that the newest goes out', () => {
    const { outbox, state, sent } = rig();
    state.control = true;
    expect(outbox.take(frame(3, 1))).toBe(true);
    expect(outbox.take(frame(3, 2))).toBe(false);
    expect(state.writable).toBe(0);
    expect(outbox.confirmed()).toBe(true);
    expect(state.writable).toBe(1);
    expect(outbox.take(frame(3, 3))).toBe(true);
    expect(sent).toEqual(['indicate 0101', 'indicate 0303']);
  });

  it('waits for a phone that was given a slot to listen there, and goes on over Control if it does not in 250 ms', async () => {
    for (const listens of [true, false]) {
      const { outbox, state, sent, clock } = rig();
      state.control = true;
      outbox.expectPlay();
      expect(outbox.take(frame(3, 1))).toBe(true);
      expect(outbox.take(frame(3, 2))).toBe(false);
      expect(outbox.confirmed()).toBe(true);
      expect(outbox.take(frame(3, 2))).toBe(false);
      expect(state.writable).toBe(0);
      await clock.advance(listens ? 30 : 250);
      state.player = listens;
      if (listens) outbox.pump();
      expect(state.writable).toBe(1);
      expect(outbox.take(frame(3, 3))).toBe(true);
      expect(sent).toEqual(['indicate 0101', `${listens ? 'notify' : 'indicate'} 0303`]);
      outbox.close();
    }
  });

  it('hands on no more than the share of the radio, and the next fragment only when there is room', () => {
    const { outbox, state, sent } = rig();
    state.player = true;
    expect(outbox.take(frame(60))).toBe(true);
    expect(sent.length).toBe(2);
    expect(outbox.take(frame(3, 2))).toBe(false);
    state.pending = 1;
    outbox.pump();
    expect(sent).toEqual(['notify 8001', 'notify 8101', 'notify 8201']);
    state.pending = 0;
    outbox.pump();
    expect(sent.at(-1)).toBe('notify c301');
    expect(outbox.take(frame(3, 2))).toBe(true);
  });

  it('uses the MTU in force when a frame begins', () => {
    const { outbox, state, sent } = rig();
    state.player = true;
    state.mtu = 517;
    expect(outbox.take(frame(512))).toBe(true);
    expect(sent).toEqual(['notify 0101']);
  });

  it('gives up on an indication after 30 s, and is silent once closed', async () => {
    const { outbox, state, sent, clock } = rig();
    state.control = true;
    outbox.take(frame(3));
    await clock.advance(29_999);
    expect(state.timedOut).toBe(0);
    await clock.advance(1);
    expect(state.timedOut).toBe(1);
    outbox.close();
    expect(outbox.take(frame(3))).toBe(false);
    outbox.takeLast(frame(3));
    expect(sent.length).toBe(1);
    expect(outbox.idle).toBe(false);
  });
});
