import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputOrder } from '../../hub/pipeline/input-order.ts';
import { Outbox, WAITING_INPUTS } from '../../protocol/client/outbox.ts';
import { encode } from '../../protocol/codec.ts';
import { type Input, pad } from '../../protocol/inputs.ts';
import { limits } from '../../protocol/limits.ts';

const move = (...bytes: number[]): Input => ({ kind: 'move', bytes: Uint8Array.from(bytes) });

const bound = (applied = 0): Outbox => {
  const outbox = new Outbox();
  outbox.startOver(applied);
  return outbox;
};

const pushAll = (outbox: Outbox, inputs: readonly Input[]): void => {
  for (const input of inputs) {
    outbox.push(input);
    outbox.number();
  }
};

describe('the outbox of inputs (rules 3 and 5)', () => {
  it('gives no numbers before the hub has said where they begin', () => {
    const outbox = new Outbox();
    outbox.push(pad(1));
    outbox.push(pad(2));
    expect(outbox.number().inputs).toEqual([]);
    outbox.resume(41);
    expect(outbox.number()).toEqual({ first: 42, inputs: [pad(2)] });
  });

  it('keeps every move that waits, but only the latest pad in a row', () => {
    const outbox = new Outbox();
    for (const input of [pad(1), pad(2), move(1), pad(3), pad(4), move(2)]) outbox.push(input);
    outbox.resume(0);
    expect(outbox.number().inputs).toEqual([pad(2), move(1), pad(4), move(2)]);
  });

  it('refuses a move beyond those that may wait, and says so', () => {
    const outbox = new Outbox();
    for (let i = 0; i < WAITING_INPUTS; i += 1) expect(outbox.push(move(i))).toBe(true);
    expect(outbox.push(move(99))).toBe(false);
    expect(outbox.push(pad(1))).toBe(true);
  });

  it('never makes a frame over the limit, whatever the moves', () => {
    const outbox = bound();
    const long = move(...Array.from({ length: limits.moveBytes }, (_, i) => i));
    for (let i = 0; i < limits.inputWindow; i += 1) pushAll(outbox, [long]);
    const runs = outbox.runsAfter(0);
    expect(runs.flatMap((run) => run.inputs)).toHaveLength(limits.inputWindow);
    for (const run of runs)
      expect(encode({ type: 'input', ...run }).length).toBeLessThanOrEqual(limits.frameFromPhone);
  });

  it.each([
    { say: 'has everything', applied: 5, acknowledged: 5, left: [] },
    { say: 'lacks the last two', applied: 3, acknowledged: 3, left: [4, 5] },
    {
      say: 'came back from a crash without what it had acknowledged',
      applied: 1,
      acknowledged: 1,
      left: [2, 3, 4, 5],
    },
  ])('resumes with a hub that $say', ({ applied, acknowledged, left }) => {
    const outbox = bound();
    pushAll(
      outbox,
      [1, 2, 3, 4, 5].map((n) => pad(n)),
    );
    outbox.acknowledge(3);
    outbox.resume(applied);
    expect(outbox.acknowledged).toBe(acknowledged);
    expect(outbox.runsAfter(applied).flatMap((run) => run.inputs)).toEqual(left.map((n) => pad(n)));
  });

  it('believes no acknowledgement of what was never numbered, and none that goes back', () => {
    const outbox = bound();
    pushAll(outbox, [pad(1), pad(2)]);
    outbox.acknowledge(3);
    expect(outbox.acknowledged).toBe(0);
    outbox.acknowledge(2);
    outbox.acknowledge(1);
    expect(outbox.acknowledged).toBe(2);
  });

  it('goes on behind a hub that is further than this page knows', () => {
    const outbox = new Outbox();
    outbox.resume(7);
    pushAll(outbox, [pad(1)]);
    expect(outbox.runsAfter(7)).toEqual([{ first: 8, inputs: [pad(1)] }]);
  });

  it('forgets what went down with a session, counts it, and keeps how the pad stands', () => {
    const outbox = bound();
    pushAll(outbox, [pad(1), move(9), pad(2)]);
    outbox.acknowledge(1);
    outbox.startOver(0);
    expect(outbox.forgotten).toBe(2);
    expect(outbox.number()).toEqual({ first: 1, inputs: [pad(2)] });
  });

  it.each([
    [5, 5],
    [0, 0],
    [65_533, undefined],
    [100, undefined],
  ])('reads the low 16 bits %i of a count as %s', (low, full) => {
    const outbox = bound();
    pushAll(
      outbox,
      Array.from({ length: 10 }, (_, i) => pad(i)),
    );
    expect(outbox.fromLow16(low)).toBe(full);
  });

  it('reads a count below what a welcome has acknowledged: inputs that the hub has need not be in its newest state', () => {
    const outbox = bound();
    pushAll(
      outbox,
      Array.from({ length: 10 }, (_, i) => pad(i)),
    );
    outbox.acknowledge(8);
    expect(outbox.fromLow16(6)).toBe(6);
  });

  it('reads the low 16 bits past 65,535', () => {
    const outbox = bound(65_530);
    pushAll(
      outbox,
      Array.from({ length: 10 }, (_, i) => pad(i)),
    );
    expect(outbox.fromLow16(2)).toBe(65_538);
  });

  it('with any losses, repeats and resumes the hub gets each input once and in order', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('push' as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.constant({ do: 'send' as const }),
      fc.constant({ do: 'lose' as const }),
      fc.constant({ do: 'repeat' as const }),
      fc.constant({ do: 'acknowledge' as const }),
      fc.constant({ do: 'resume' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = bound();
        const hub = new InputOrder();
        const numbered: Input[] = [];
        const got: Input[] = [];
        let sentUpTo = 0;
        let counter = 0;
        const deliver = (): void => {
          for (const { first, inputs } of outbox.runsAfter(sentUpTo)) {
            for (const { input } of hub.accept(first, inputs)) got.push(input);
            sentUpTo = first + inputs.length - 1;
          }
        };
        for (const one of steps) {
          if (one.do === 'push') {
            for (let i = 0; i < one.count; i += 1) {
              counter = (counter + 1) % 100_000;
              outbox.push(pad(counter));
              numbered.push(...outbox.number().inputs);
            }
          } else if (one.do === 'send') deliver();
          else if (one.do === 'lose') sentUpTo = outbox.last;
          else if (one.do === 'repeat') sentUpTo = outbox.acknowledged;
          else if (one.do === 'acknowledge') outbox.acknowledge(hub.accepted);
          else {
            outbox.resume(hub.accepted);
            sentUpTo = hub.accepted;
          }
        }
        outbox.resume(hub.accepted);
        sentUpTo = hub.accepted;
        deliver();
        expect(got).toEqual(numbered);
      }),
    );
  });
});
