import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { readMatch } from '../../hub/recording/match-file.ts';
import { playAgain } from '../../hub/replay/timeline.ts';
import { withDir } from '../store/support/kept-hub.ts';
import { recordMatch } from './support/record.ts';

interface Rested {
  readonly rested: number;
  readonly score: readonly [number, number];
}
const was = pong as AnyGame;
const hasScored = (state: unknown): boolean => (state as Rested).score.some((points) => points > 1);

/** Ways to fail at the second point. */
const failing: readonly (readonly [string, AnyGame])[] = [
  [
    'in its rules',
    {
      ...was,
      reduce: (state, events) => {
        if (hasScored(state)) throw new Error('two points are too many');
        return was.reduce(state, events);
      },
    },
  ],
  [
    'in what it shows',
    {
      ...was,
      view: (state) => ({ ...(was.view(state) as object), ...(hasScored(state) ? { left: -1 } : {}) }),
    },
  ],
  ['in its result', { ...was, result: (state) => (hasScored(state) ? new Map([[0, 1 / 3]]) : undefined) }],
];

describe('a match whose game failed', () => {
  it.each(failing)('%s is recorded to its end and comes to the same end again', (_, game) =>
    withDir(async (dir) => {
      const { path, truth } = await recordMatch(dir, game);
      const match = readMatch(await readFile(path));
      const last = truth.get(match.batches.at(-1)?.tick ?? 0);
      expect(last?.phase).toBe('lobby');
      expect(last?.aside.has('pong')).toBe(true);
      const { reel, verdict } = playAgain(match, game, new Map([['pong', game]]));
      expect(verdict).toMatchObject({ same: true, states: match.batches.length + 1 });
      expect(reel.tear).toBeUndefined();
      const again = reel.at(reel.length - 1).state;
      expect(again.phase).toBe('lobby');
      expect([...again.aside.keys()]).toEqual(['pong']);
      expect([...again.members.values()].map(({ seat }) => seat)).toEqual([0, 1]);
    }),
  );
});
