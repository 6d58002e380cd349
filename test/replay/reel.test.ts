import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readMatch } from '../../hub/recording/match-file.ts';
import { Player } from '../../hub/replay/player.ts';
import { Reel } from '../../hub/replay/reel.ts';
import type { RoomState } from '../../hub/room/room-state.ts';
import { gameNamed } from '../hub/support/virtual-hub.ts';
import { withDir } from '../store/support/kept-hub.ts';
import { recordMatch } from './support/record.ts';

/** A match of that game, what it truly was, and how many times the game's rules were asked while it is shown. */
const filmed = async (dir: string, id: string) => {
  const { path, truth } = await recordMatch(dir, gameNamed(id), { steps: 200 });
  const match = readMatch(await readFile(path));
  const asked = { times: 0 };
  const game = gameNamed(id);
  const reel = new Reel(match, {
    ...game,
    reduce: (state, events) => {
      asked.times += 1;
      return game.reduce(state, events);
    },
  });
  return { reel, truth, asked, match };
};

/** Without the functions of the game. */
const plain = ({ game, ...data }: RoomState) => ({ ...data, game: game.meta.id });

describe('a reel', () => {
  it.each(['pong', 'cycles', 'arena'])('of %s shows every state as it was, forward and back', (id) =>
    withDir(async (dir) => {
      const { reel, truth } = await filmed(dir, id);
      const there = (index: number): void => {
        const { tick, state } = reel.at(index);
        const was = truth.get(tick);
        if (!isDeepStrictEqual(plain(state), was && plain(was)))
          expect(plain(state)).toEqual(was && plain(was));
      };
      expect(reel.length).toBeGreaterThan(500);
      for (let i = 1; i < reel.length; i += 1) there(i);
      for (let i = reel.length - 1; i > 0; i -= 1) there(i);
      // Anywhere, in no order.
      for (let i = 0; i < 200; i += 1) there(1 + ((i * 7919) % (reel.length - 1)));
    }),
  );

  it('goes back by going forward from the state kept before: each state is made at most once more', () =>
    withDir(async (dir) => {
      const { reel, asked } = await filmed(dir, 'pong');
      reel.prepareAll();
      const forward = asked.times;
      for (let i = reel.length - 1; i >= 0; i -= 1) reel.at(i);
      expect(asked.times - forward).toBeLessThanOrEqual(forward);
    }));

  it('is prepared in portions, and tells how far it is', () =>
    withDir(async (dir) => {
      const { reel, asked } = await filmed(dir, 'pong');
      const share = reel.prepare(100);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
      const { times } = asked;
      expect(times).toBeLessThanOrEqual(100);
      while (reel.prepare(100) < 1);
      expect(reel.prepare(100)).toBe(1);
    }));

  it('ends where a rule fails, and says why', () =>
    withDir(async (dir) => {
      const { match } = await filmed(dir, 'pong');
      const game = gameNamed('pong');
      let ticks = 0;
      const reel = new Reel(match, {
        ...game,
        reduce: (state, events) => {
          ticks += 1;
          if (ticks === 50) throw new Error('no such rule any more');
          return game.reduce(state, events);
        },
      });
      reel.prepareAll();
      expect(reel.tear).toMatchObject({
        why: expect.stringMatching(/reduce failed in tick \d+ .*: no such rule any more$/),
      });
      expect(reel.length).toBeLessThan(match.batches.length);
      expect(reel.at(reel.length - 1).tick + 1).toBe(reel.tear?.tick);
      expect(() => reel.at(reel.length)).toThrow(RangeError);
    }));
});

describe('the player, backward', () => {
  it('plays back as fast as it plays forward, stops at the beginning, and starts again from the end', () =>
    withDir(async (dir) => {
      const { reel } = await filmed(dir, 'pong');
      const player = new Player(reel, 1, [0.25, 0.5, 1, 2, 4, 8]);
      player.seek(10_000);
      player.wish('reverse');
      player.advance(1_000);
      expect(player.ms).toBe(9_000);
      for (let i = 0; i < 9; i += 1) player.wish('slower');
      expect(player.speed).toBe(-8);
      player.advance(500);
      expect(player.ms).toBe(5_000);
      player.advance(60_000);
      expect(player).toMatchObject({ ms: 0, isPlaying: false });
      player.wish('toggle');
      expect(player).toMatchObject({ ms: reel.endMs, isPlaying: true });
      // From backward through slow to forward.
      for (let i = 0; i < 6; i += 1) player.wish('faster');
      expect(player.speed).toBe(0.25);
    }));
});
