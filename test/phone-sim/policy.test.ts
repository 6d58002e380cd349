import { describe, expect, it } from 'vitest';
import { moveOf } from '../../phone-sim/policy.ts';
import { pad } from '../../protocol/inputs.ts';
import { wrestlingWith } from '../games/support/wrestling.ts';

describe('a simulated phone whose bot', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('what now?');
      },
      /bot failed for seat 2 .*: what now\?\. Simulated phones/,
    ],
    [
      'pushes by a fraction',
      () => ({ kind: 'pad', buttons: 0, axes: [0.5, 0, 0, 0] }) as const,
      /bot failed for seat 2/,
    ],
  ])('%s goes on by chance, and says so once', (_, bot, words) => {
    const game = wrestlingWith({ bot });
    const said: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const move = moveOf(
        game,
        { shared: {}, secret: undefined, seat: 2 },
        () => 0.9,
        (sentence) => said.push(sentence),
      );
      expect(move).toEqual(pad(0, 2, 2));
    }
    expect(said).toEqual([expect.stringMatching(words)]);
  });
});
