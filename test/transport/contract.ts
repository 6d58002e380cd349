import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Link } from '../../hub/transport/port.ts';
import { limits } from '../../protocol/limits.ts';
import { FrameQueue } from './frame-queue.ts';

/** The phone's end of a link, made of whatever a real phone uses on that radio. */
interface RigPhone {
  /** Frames from the hub; ends with the link. */
  readonly frames: FrameQueue;
  send(frame: Uint8Array): void;
  /** Says goodbye as this radio does. */
  close(): void;
  /** Is gone without a goodbye. */
  vanish(): void;
  /** Sends bytes that this radio's framing cannot read. */
  sendMalformed(): void;
  /** Takes nothing from the radio any more, until `resumeReading`. */
  pauseReading(): void;
  resumeReading(): void;
}

export interface ContractRig {
  /** A new phone; the link is open on both sides. */
  connect(): Promise<{ readonly hub: Link; readonly phone: RigPhone }>;
  dispose(): Promise<void>;
}

export interface ContractHints {
  /** Bytes of a frame used to fill the link; the more the radio buffers, the larger. Default 1000. */
  readonly bulkBytes?: number;
  /** Frames sent one after the other in the tests of order. Default 200. */
  readonly burst?: number;
}

/** A frame of this length that starts like a message and tells its number. */
const frameOf = (length: number, number = 0): Uint8Array => {
  const frame = Uint8Array.from({ length }, (_, i) => (i * 31 + number) & 0xff);
  frame[0] = 0x01;
  if (length >= 5) new DataView(frame.buffer).setUint32(1, number);
  return frame;
};
const numberOf = (frame: Uint8Array): number => new DataView(frame.buffer, frame.byteOffset).getUint32(1);
const sizes = (count: number, max: number): number[] =>
  Array.from({ length: count }, (_, i) => 5 + ((i * 7919) % (max - 5)));

const sendAll = async (link: Link, frames: readonly Uint8Array[]): Promise<void> => {
  for (const frame of frames) {
    for (;;) {
      const writable = firstValueFrom(link.writable$);
      writable.catch(() => {});
      if (link.trySend(frame)) break;
      await writable;
    }
  }
};

/** What every adapter must do, whatever the radio: the promises of hub/transport/port.ts. */
export const describeLinkContract = (
  name: string,
  setup: () => Promise<ContractRig>,
  { bulkBytes = 1_000, burst = 200 }: ContractHints = {},
): void => {
  describe(`link contract: ${name}`, () => {
    let rig: ContractRig;
    /** More frames than any kernel takes for a phone that does not read. */
    const most = Math.ceil(64_000_000 / bulkBytes);
    beforeAll(async () => {
      rig = await setup();
    });
    afterAll(() => rig.dispose());

    it('carries frames of a phone whole and in order', async () => {
      const { hub, phone } = await rig.connect();
      const got = new FrameQueue(hub.frames$);
      const sent = sizes(burst, limits.frameFromPhone).map(frameOf);
      for (const frame of sent) phone.send(frame);
      expect(await got.take(sent.length)).toEqual(sent);
      hub.close('end of test');
    });

    it('carries frames of one byte and of the largest size', async () => {
      const { hub, phone } = await rig.connect();
      const got = new FrameQueue(hub.frames$);
      const sent = [frameOf(1), frameOf(limits.frameFromPhone, 1), frameOf(1)];
      for (const frame of sent) phone.send(frame);
      expect(await got.take(3)).toEqual(sent);
      await sendAll(hub, sent);
      expect(await phone.frames.take(3)).toEqual(sent);
      hub.close('end of test');
    });

    it('carries frames of the hub whole and in order, as credit allows', async () => {
      const { hub, phone } = await rig.connect();
      const sent = sizes(burst, 1_500).map(frameOf);
      const sending = sendAll(hub, sent);
      expect(await phone.frames.take(sent.length)).toEqual(sent);
      await sending;
      hub.close('end of test');
    });

    it('keeps the frames that come before somebody reads', async () => {
      const { hub, phone } = await rig.connect();
      const sent = [1, 2, 3].map((n) => frameOf(20, n));
      for (const frame of sent) phone.send(frame);
      phone.close();
      await firstValueFrom(hub.closed$);
      expect(await new FrameQueue(hub.frames$).all()).toEqual(sent);
    });

    it('refuses without credit, says when it is back, and a sender that keeps the newest only delivers the newest', async () => {
      const { hub, phone } = await rig.connect();
      phone.pauseReading();
      let next = 0;
      while (next < most && hub.trySend(frameOf(bulkBytes, next))) next += 1;
      expect(next).toBeGreaterThan(0);
      expect(next).toBeLessThan(most);
      const first = firstValueFrom(hub.writable$);
      const newest = next + 50;
      for (let n = next; n < newest; n += 1) hub.trySend(frameOf(bulkBytes, n));
      phone.resumeReading();
      await first;
      await sendAll(hub, [frameOf(bulkBytes, newest)]);
      const numbers: number[] = [];
      while (numbers.at(-1) !== newest) {
        const frame = await phone.frames.next();
        if (!frame) break;
        numbers.push(numberOf(frame));
      }
      expect(numbers.at(-1)).toBe(newest);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(numbers.slice(0, next)).toEqual(Array.from({ length: next }, (_, i) => i));
      hub.close('end of test');
    });

    it('ends a link whose phone sends a frame over the limit, and hands nothing of it on', async () => {
      const { hub, phone } = await rig.connect();
      const got = new FrameQueue(hub.frames$);
      phone.send(frameOf(10, 1));
      phone.send(frameOf(limits.frameFromPhone + 1, 2));
      phone.send(frameOf(10, 3));
      expect((await firstValueFrom(hub.closed$)).cause).toBe('malformed');
      expect((await got.all()).map(numberOf).filter((n) => n !== 1)).toEqual([]);
    });

    it('ends a link that is asked to send more than it can, instead of throwing', async () => {
      const { hub } = await rig.connect();
      expect(hub.trySend(frameOf(hub.maxPayload + 1))).toBe(false);
      expect((await firstValueFrom(hub.closed$)).cause).toBe('overflow');
    });

    it('ends a link whose phone sends bytes that cannot be read, and no other', async () => {
      const [bad, good] = [await rig.connect(), await rig.connect()];
      const got = new FrameQueue(good.hub.frames$);
      bad.phone.sendMalformed();
      expect((await firstValueFrom(bad.hub.closed$)).cause).toBe('malformed');
      good.phone.send(frameOf(9, 7));
      expect(await got.take(1)).toEqual([frameOf(9, 7)]);
      good.hub.close('end of test');
    });

    it('tells a goodbye', async () => {
      const { hub, phone } = await rig.connect();
      phone.close();
      expect((await firstValueFrom(hub.closed$)).cause).toBe('left');
      expect(hub.trySend(frameOf(5))).toBe(false);
    });

    it('tells a phone that vanished', async () => {
      const { hub, phone } = await rig.connect();
      phone.vanish();
      expect((await firstValueFrom(hub.closed$)).cause).toBe('lost');
      expect(hub.trySend(frameOf(5))).toBe(false);
    });

    it('sends what it took before it closes, then ends the phone side too', async () => {
      const { hub, phone } = await rig.connect();
      const taken: Uint8Array[] = [];
      for (let n = 0; n < 10; n += 1) if (hub.trySend(frameOf(30, n))) taken.push(frameOf(30, n));
      hub.close('done');
      expect(taken.length).toBeGreaterThan(0);
      expect(await phone.frames.all()).toEqual(taken);
      expect(await firstValueFrom(hub.closed$)).toEqual({ cause: 'hub', detail: 'done' });
    });

    it('sends what it took before it closes, even if all of it has to wait', async () => {
      const { hub, phone } = await rig.connect();
      phone.pauseReading();
      let taken = 0;
      while (taken < most && hub.trySend(frameOf(bulkBytes, taken))) taken += 1;
      hub.close('done');
      phone.resumeReading();
      const numbers = (await phone.frames.all()).map(numberOf);
      expect(numbers).toEqual(Array.from({ length: taken }, (_, i) => i));
    });

    it('closes once, for the first reason, and takes nothing after it', async () => {
      const { hub, phone } = await rig.connect();
      const got = new FrameQueue(hub.frames$);
      hub.close('first');
      hub.close('second');
      expect(hub.trySend(frameOf(5))).toBe(false);
      phone.send(frameOf(5));
      await got.ended;
      expect(await lastValueFrom(hub.closed$.pipe(toArray()))).toEqual([{ cause: 'hub', detail: 'first' }]);
      expect(await firstValueFrom(hub.closed$)).toEqual({ cause: 'hub', detail: 'first' });
      expect(await got.all()).toEqual([]);
      hub.close('third');
    });

    it('closes in bounded time though the phone takes nothing', async () => {
      const { hub, phone } = await rig.connect();
      phone.pauseReading();
      for (let n = 0; n < most && hub.trySend(frameOf(bulkBytes, n)); n += 1);
      hub.close('no answer');
      expect((await firstValueFrom(hub.closed$)).cause).toBe('hub');
    });

    it('reserves what a phone plays on, and gives the same answer again', async () => {
      const { hub } = await rig.connect();
      const slot = hub.claimSlot();
      expect(hub.claimSlot()).toBe(slot);
      if (hub.kind === 'ble')
        expect([1, 16].every((end, i) => (i ? Number(slot) <= end : Number(slot) >= end))).toBe(true);
      else expect(slot).toBe(0);
      hub.close('end of test');
    });

    it('says who and what it is', async () => {
      const [a, b] = [await rig.connect(), await rig.connect()];
      expect(a.hub.id).not.toBe(b.hub.id);
      expect(a.hub.id.startsWith(`${a.hub.kind}-`)).toBe(true);
      expect(a.hub.remote).not.toBe('');
      expect(a.hub.maxPayload).toBeGreaterThanOrEqual(limits.frameFromPhone);
      expect(a.hub.attMtu > 0).toBe(a.hub.kind === 'ble');
      a.hub.close('end of test');
      b.hub.close('end of test');
    });
  });
};
