import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../../hub/config.ts';
import { games as house } from '../../../hub/games/catalogue.ts';
import type { GuardedGame } from '../../../hub/games/guard.ts';
import { loadOutside, type OutsideGames } from '../../../hub/games/outside/load.ts';
import { createLog } from '../../../hub/log.ts';
import { type Playing, play } from '../../../hub/play.ts';
import { readMatch } from '../../../hub/recording/match-file.ts';
import { gameOf } from '../../../hub/replay/game-of.ts';
import { playAgain } from '../../../hub/replay/timeline.ts';
import { botsOf } from '../../../phone-sim/policy.ts';
import { recordMatch } from '../../replay/support/record.ts';
import { sumoWith, withFolder } from './support/folders.ts';

const quiet = [
  '--radio',
  'off',
  '--port',
  '0',
  '--tcp-port',
  '0',
  '--announce',
  'off',
  '--bind',
  '127.0.0.1',
];

const withHub = async <T>(args: readonly string[], use: (hub: Playing) => Promise<T>): Promise<T> => {
  const playing = await play(readConfig([...quiet, ...args]), createLog('silent'));
  try {
    return await use(playing);
  } finally {
    await playing.stop();
  }
};

describe('play --games', () => {
  it('offers the games of the folders, of the data directory too, and says what is wrong with the others', () =>
    withFolder(async (dir) => {
      const [first, second, data] = ['first', 'second', 'data'].map((name) => join(dir, name)) as [
        string,
        string,
        string,
      ];
      await Promise.all(
        [first, second, join(data, 'games')].map((folder) => mkdir(folder, { recursive: true })),
      );
      await sumoWith(first, []);
      await sumoWith(
        first,
        [
          ["id: 'sumo'", "id: 'broken'"],
          ['reduce:', 'reduce::'],
        ],
        'broken',
      );
      const alone = await sumoWith(second, [["id: 'sumo'", "id: 'alone'"]], 'alone');
      await sumoWith(join(data, 'games'), [["id: 'sumo'", "id: 'kept'"]], 'kept');
      const args = ['--data-dir', data, '--games', first, '--games', alone, '--game', 'kept'];
      await withHub(args, async ({ hub, ready, notes }) => {
        expect(hub.state.game.meta.id).toBe('kept');
        expect([...hub.catalogue.keys()]).toEqual([...house.keys(), 'sumo', 'alone', 'kept']);
        const sentence = expect.stringMatching(
          /^The game "broken" \(broken\) is left out: broken\/game\.ts:\d+: /,
        );
        expect(notes).toContainEqual(sentence);
        const listed = await (await fetch(`http://127.0.0.1:${ready.http}/games.json`)).json();
        expect(listed).toContainEqual(expect.objectContaining({ id: 'sumo', title: 'Sumo' }));
        expect(listed).toContainEqual(expect.objectContaining({ title: 'broken', aside: sentence }));
        const metrics = await (await fetch(`http://127.0.0.1:${ready.http}/metrics`)).text();
        expect(metrics).toMatch(/partyline_outside_games_events_total\{event="calls"\} \d+/);
        expect(metrics).toContain('partyline_outside_games_events_total{event="stopped"} 0');
      });
    }));

  it('says why the game that is asked for is not there, and names a folder that is not', () =>
    withFolder(async (dir) => {
      await sumoWith(dir, [['export default', 'const sumo =']]);
      const asked = play(
        readConfig([...quiet, '--data-dir', join(dir, 'data'), '--games', dir, '--game', 'sumo']),
        createLog('silent'),
      );
      await expect(asked).rejects.toThrow(ConfigError);
      await expect(asked).rejects.toThrow(/sumo\/game\.ts: game\.ts must say: export default defineGame/);
      const found = await loadOutside([{ dir: join(dir, 'nowhere'), isAsked: true }], house);
      expect(found.problems.map(({ words }) => words)).toEqual([
        expect.stringMatching(/nowhere cannot be read \(ENOENT/),
      ]);
    }));

  it('takes folders from flags and from the environment', () => {
    expect(readConfig(['--games', '/a:b', '--games', 'c']).games).toEqual(['/a:b', 'c']);
    expect(readConfig([]).games).toEqual([]);
    process.env.PARTYLINE_GAMES = '/a:/b:';
    try {
      expect(readConfig([]).games).toEqual(['/a', '/b']);
    } finally {
      delete process.env.PARTYLINE_GAMES;
    }
  });
});

describe('a recorded match of a game from outside', () => {
  it('names the version and the rules, comes out the same with those, and says so with others', () =>
    withFolder(async (dir) => {
      const open = async (name: string, long: number): Promise<OutsideGames> => {
        const where = join(dir, name);
        await mkdir(where);
        await sumoWith(where, [['const LONG = 100', `const LONG = ${long}`]]);
        return loadOutside([{ dir: where, isAsked: true }], house);
      };
      const [found, again, other] = [await open('a', 100), await open('b', 100), await open('c', 90)];
      try {
        const { path } = await recordMatch(dir, found.games[0] as GuardedGame, { steps: 80 });
        const match = readMatch(await readFile(path));
        expect(match.start.code).toEqual({ version: '1.2.0', hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
        // Another folder and another thread, the same rules.
        const games = new Map(again.games.map((game) => [game.meta.id, game]));
        const { reel, verdict } = playAgain(match, gameOf(match.start, games), games);
        expect(verdict).toMatchObject({ same: true, states: match.batches.length + 1 });
        // Back to any place of it.
        for (const index of [70, 3, 65, 0]) {
          const { state } = reel.at(index);
          expect(again.games[0]?.view(state.play)).toMatchObject({ wrestlers: expect.any(Map) });
        }
        const { hash } = match.start.code ?? {};
        expect(() => gameOf(match.start, new Map(other.games.map((game) => [game.meta.id, game])))).toThrow(
          RegExp(
            `^The match was played with other rules of sumo \\(version 1\\.2\\.0, rules ${hash}\\) than are here`,
          ),
        );
        expect(() => gameOf(match.start, house)).toThrow(
          'The match is of the game sumo 1.2.0, which is not here: name its folder with --games.',
        );
      } finally {
        for (const one of [found, again, other]) one.stop();
      }
    }));
});

describe('simulated phones', () => {
  it('play a game from outside as its own bot does', () =>
    withFolder(async (dir) => {
      await sumoWith(dir, []);
      const found = await loadOutside([{ dir, isAsked: true }], house);
      const game = found.games[0] as GuardedGame;
      try {
        const shared = { room: {}, game: game.view(game.setup({ seats: [0], random: { seed: 1 } })) };
        const policy = botsOf(new Map([['sumo', game]]));
        const seen = { view: { shared, secret: undefined }, seat: 0, game: 'sumo' } as unknown as Parameters<
          typeof policy
        >[0];
        expect(policy(seen, () => 0.75)).toEqual({ kind: 'pad', buttons: 0, axes: [50, 0, 0, 0] });
      } finally {
        found.stop();
      }
    }));
});
