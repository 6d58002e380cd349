import { describe, expect, it } from 'vitest';
import { AclScheduler } from '../../../hub/transport/ble/acl-scheduler.ts';

const rig = (count: number, length = 27) => {
  const written: Buffer[] = [];
  const scheduler = new AclScheduler(
    () => ({ count, length }),
    (packet) => written.push(packet),
  );
  const handles = (): number[] => written.map((packet) => packet.readUInt16LE(1) & 0x0fff);
  return { scheduler, written, handles };
};

describe('the ACL scheduler', () => {
  it('cuts a PDU into packets of the size the controller holds', () => {
    const { scheduler, written } = rig(8, 27);
    scheduler.add(0x40, () => {});
    expect(scheduler.send(0x40, 4, Buffer.alloc(40, 7))).toBe('ok');
    expect(written.map((p) => p.toString('hex'))).toEqual([
      `0240001b00${'28000400'}${'07'.repeat(23)}`,
      `0240101100${'07'.repeat(17)}`,
    ]);
  });

  it('gives each of sixteen links its turn on eight buffers', () => {
    const { scheduler, handles, written } = rig(8);
    for (let h = 0; h < 16; h++) scheduler.add(h, () => {});
    for (let h = 0; h < 16; h++) for (let n = 0; n < 4; n++) scheduler.send(h, 4, Buffer.from([n]));
    while (written.length < 64) {
      const before = written.length;
      for (const handle of handles().slice(before - 8)) scheduler.completed(handle, 1);
      if (written.length === before) break;
    }
    const counts = Array.from({ length: 16 }, (_, h) => handles().filter((x) => x === h).length);
    expect(counts).toEqual(Array(16).fill(4));
    // Nobody has a third packet out before everybody had a second one.
    for (let round = 0; round < 4; round++)
      expect(new Set(handles().slice(round * 16, round * 16 + 16)).size).toBe(16);
  });

  it('leaves a phone that does not listen no more than its share', () => {
    const { scheduler, handles } = rig(8);
    for (const h of [1, 2, 3, 4]) scheduler.add(h, () => {});
    for (let n = 0; n < 20; n++) scheduler.send(1, 4, Buffer.from([n]));
    expect(handles()).toEqual([1, 1]);
    expect(scheduler.share).toBe(2);
    scheduler.send(2, 4, Buffer.from([0]));
    expect(handles()).toEqual([1, 1, 2]);
  });

  it('has the buffers of a link back when it ends', () => {
    const { scheduler, handles } = rig(2);
    scheduler.add(1, () => {});
    scheduler.send(1, 4, Buffer.from([0]));
    scheduler.send(1, 4, Buffer.from([0]));
    scheduler.add(2, () => {});
    scheduler.send(2, 4, Buffer.from([0]));
    expect(handles()).toEqual([1, 1]);
    scheduler.remove(1);
    expect(handles()).toEqual([1, 1, 2]);
    expect(scheduler.send(1, 4, Buffer.from([0]))).toBe('dead');
    expect(scheduler.pending(1)).toBe(0);
  });

  it('is not confused by more completed packets than it sent, nor by those of links it does not know', () => {
    const { scheduler, handles } = rig(1);
    scheduler.add(1, () => {});
    scheduler.completed(1, 50);
    scheduler.completed(9, 1);
    for (let n = 0; n < 3; n++) scheduler.send(1, 4, Buffer.from([n]));
    expect(handles()).toEqual([1]);
    scheduler.completed(1, 7);
    expect(handles()).toEqual([1, 1]);
  });

  it('bounds what waits for one link', () => {
    const { scheduler } = rig(1);
    scheduler.add(1, () => {});
    let taken = 0;
    while (taken < 1000 && scheduler.send(1, 4, Buffer.alloc(100)) === 'ok') taken += 1;
    expect(taken).toBeGreaterThan(10);
    expect(taken).toBeLessThan(100);
  });
});
