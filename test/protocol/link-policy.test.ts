import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLink, expectedMs, type LinkMeasure, policy } from '../../protocol/link-policy.ts';

const link = (rttMs: number | undefined, waitingMs = 0): LinkMeasure => ({ kind: 'ble', rttMs, waitingMs });

describe('which link of a session is used', () => {
  it.each<[string, LinkMeasure[], number | undefined, number]>([
    ['the only one', [link(900)], undefined, 0],
    ['the faster one, when none is in use', [link(40), link(8)], undefined, 1],
    ['the first of two that are alike', [link(20), link(20)], undefined, 0],
    ['the one in use, although another is a little better', [link(20), link(11)], 0, 0],
    ['the better one, when it is better by more than the margin', [link(20), link(9)], 0, 1],
    ['a share of a slow link counts as the margin', [link(200), link(145)], 0, 0],
    ['and is passed', [link(200), link(139)], 0, 1],
    ['the one in use rather than one that nobody has measured', [link(50), link(undefined)], 0, 0],
    [
      'one that nobody has measured rather than one that does not answer',
      [link(10, 500), link(undefined)],
      0,
      1,
    ],
    ['one whose answer is overdue is as slow as the wait', [link(10, 60), link(30)], 0, 1],
    ['any, when the one in use is gone', [link(30), link(10)], 7, 1],
  ])('%s', (_, links, current, chosen) => {
    expect(chooseLink(links, current)).toBe(chosen);
  });

  it('never leaves a link for one that is not better by the margin, and never flutters', () => {
    const measure = fc.record({
      kind: fc.constant('tcp' as const),
      rttMs: fc.option(fc.double({ min: 0, max: 5_000, noNaN: true }), { nil: undefined }),
      waitingMs: fc.double({ min: 0, max: 15_000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(measure, { minLength: 1, maxLength: 4 }), fc.nat(3), (links, at) => {
        const current = at % links.length;
        const chosen = chooseLink(links, current);
        const [used, taken] = [links[current], links[chosen]];
        if (!used || !taken) throw new Error('a choice outside the row');
        if (chosen !== current) expect(expectedMs(taken) + policy.marginMs).toBeLessThan(expectedMs(used));
        expect(chooseLink(links, chosen)).toBe(chosen);
      }),
    );
  });
});
