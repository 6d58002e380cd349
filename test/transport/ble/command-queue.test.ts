import { describe, expect, it } from 'vitest';
import { CommandQueue } from '../../../hub/transport/ble/command-queue.ts';
import { VirtualClock } from '../../../phone-sim/radio/clock.ts';

const reset = 0x0c03;
const hostCompletedPackets = 0x0c35;

const rig = () => {
  const clock = new VirtualClock();
  const counters = { commandTimeouts: 0, commandsDropped: 0 };
  const sent: number[] = [];
  const lost: number[] = [];
  const queue = new CommandQueue({
    clock,
    counters,
    write: (packet) => sent.push(packet.readUInt16LE(1)),
    lost: (opcode) => lost.push(opcode),
  });
  const send = (...opcodes: number[]): void => {
    for (const opcode of opcodes) queue.send(Buffer.from([0x01, opcode & 0xff, opcode >> 8, 0]));
  };
  return { clock, counters, sent, lost, queue, send };
};

describe('the command queue', () => {
  it('has one command outstanding at the start, and sends the rest in order as they are answered', () => {
    const { sent, send, queue } = rig();
    send(1, 2, 3);
    expect(sent).toEqual([1]);
    queue.answered(1, 1);
    expect(sent).toEqual([1, 2]);
    queue.answered(2, 1);
    queue.answered(3, 1);
    expect(sent).toEqual([1, 2, 3]);
    send(4);
    expect(sent).toEqual([1, 2, 3, 4]);
  });

  it('sends as many as the controller allows, those on their way included', () => {
    const { sent, send, queue } = rig();
    send(1, 2, 3, 4, 5);
    queue.answered(1, 3);
    expect(sent).toEqual([1, 2, 3, 4]);
    queue.answered(3, 2);
    expect(sent).toEqual([1, 2, 3, 4]);
    queue.answered(2, 2);
    expect(sent).toEqual([1, 2, 3, 4, 5]);
  });

  it('stops at zero, and goes on at an answer to no command', () => {
    const { sent, send, queue } = rig();
    send(1, 2);
    queue.answered(1, 0);
    expect(sent).toEqual([1]);
    queue.answered(0, 1);
    expect(sent).toEqual([1, 2]);
    queue.answered(0, 1);
    send(3);
    expect(sent).toEqual([1, 2]);
  });

  it('sends Reset at once, forgets what waited, and says nothing more until it is answered', () => {
    const { sent, send, queue } = rig();
    send(1, 2);
    queue.answered(1, 4);
    send(3, 4, 5, 6);
    expect(sent).toEqual([1, 2, 3, 4, 5]);
    send(reset, 7);
    expect(sent).toEqual([1, 2, 3, 4, 5, reset]);
    queue.answered(2, 4);
    expect(sent).toEqual([1, 2, 3, 4, 5, reset]);
    queue.answered(reset, 1);
    send(8);
    expect(sent).toEqual([1, 2, 3, 4, 5, reset, 7]);
  });

  it('does not count Host Number Of Completed Packets', () => {
    const { sent, send, queue } = rig();
    send(1, hostCompletedPackets, 2);
    expect(sent).toEqual([1, hostCompletedPackets]);
    queue.answered(1, 1);
    expect(sent).toEqual([1, hostCompletedPackets, 2]);
  });

  it('takes a command without an answer in 2 s for lost, counts it and goes on', async () => {
    const { clock, counters, sent, lost, send, queue } = rig();
    send(1, 2);
    await clock.advance(1_999);
    expect(sent).toEqual([1]);
    await clock.advance(1);
    expect({ sent, lost, ...counters }).toEqual({
      sent: [1, 2],
      lost: [1],
      commandTimeouts: 1,
      commandsDropped: 0,
    });
    queue.answered(2, 1);
    await clock.advance(60_000);
    expect(counters.commandTimeouts).toBe(1);
    expect(clock.idle).toBe(true);
  });

  it('gives each of several its own 2 s, whatever else is answered', async () => {
    const { clock, sent, lost, send, queue } = rig();
    send(1);
    queue.answered(1, 2);
    send(2);
    await clock.advance(1_500);
    send(3);
    queue.answered(3, 2);
    await clock.advance(500);
    expect({ sent, lost }).toEqual({ sent: [1, 2, 3], lost: [2] });
  });

  it('waits 2 s for credit that was kept back, then sends one', async () => {
    const { clock, counters, sent, lost, send, queue } = rig();
    send(1);
    queue.answered(1, 0);
    await clock.advance(10_000);
    expect(counters.commandTimeouts).toBe(0);
    send(2, 3);
    await clock.advance(1_999);
    expect(sent).toEqual([1]);
    await clock.advance(1);
    expect(sent).toEqual([1, 2]);
    expect(lost).toEqual([]);
    expect(counters.commandTimeouts).toBe(1);
  });

  it('does not send two for an answer that comes late', async () => {
    const { clock, sent, send, queue } = rig();
    send(1, 2, 3);
    await clock.advance(2_000);
    queue.answered(1, 1);
    expect(sent).toEqual([1, 2]);
  });

  it('drops and tells what is too much', () => {
    const { counters, sent, lost, send, queue } = rig();
    send(...Array.from({ length: 66 }, (_, n) => n + 1));
    expect(sent).toEqual([1]);
    expect(lost).toEqual([66]);
    expect(counters.commandsDropped).toBe(1);
    queue.answered(1, 255);
    expect(sent.length).toBe(65);
  });

  it('keeps no timer and sends nothing once it is closed', () => {
    const { clock, sent, send, queue } = rig();
    send(1, 2);
    queue.close();
    queue.answered(1, 1);
    send(3, reset);
    expect(sent).toEqual([1]);
    expect(clock.idle).toBe(true);
  });
});
