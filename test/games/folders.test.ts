import { spawnSync } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { API, FolderError, gamesOf, loadFolder, parseManifest, partOf } from '../../hub/games/folder.ts';
import { drawField } from '../../hub/replay/field.ts';
import { pointsOf } from '../../hub/replay/points.ts';
import { withDir } from '../store/support/kept-hub.ts';
import { everyGameOfTheHouse, foldersOfTheHouse, openFolder } from './support/folders.ts';

const lamps = fileURLToPath(new URL('./fixtures/lamps', import.meta.url));
const folders = [...(await foldersOfTheHouse()), lamps];

/** What each kind of file may use of Partyline and of Node. */
const doors = (file: string): readonly string[] => {
  if (file.endsWith('.test.ts')) return ['partyline/game', 'partyline/testing', 'vitest', 'node:crypto'];
  return file === 'tv.ts' ? ['partyline/game', 'partyline/tv'] : ['partyline/game'];
};

/** All that files of a folder import and may not. */
const strayImports = async (folder: string): Promise<string[]> => {
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const stray = files.map(async (file) => {
    const text = await readFile(join(folder, file), 'utf8');
    const names = [...text.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(([, name]) => name ?? '');
    const may = new Set([...doors(file), ...Object.keys(dependencies)]);
    return names
      .filter((name) => !may.has(name) && !(name.startsWith('./') && !name.includes('..')))
      .map((name) => `${basename(folder)}/${file} imports ${name}`);
  });
  return (await Promise.all(stray)).flat();
};

describe('the folders of games', () => {
  it('are those of the house', () => {
    const names = folders.map((folder) => basename(folder)).sort();
    expect(names).toEqual(expect.arrayContaining(['arena', 'cycles', 'example-tug', 'pong', 'quiz']));
  });

  it.each(folders.map((folder) => [basename(folder), folder]))(
    '%s: import nothing but the public modules, and what their package.json names',
    async (_, folder) => {
      expect(await strayImports(folder)).toEqual([]);
    },
  );

  it.each(folders.map((folder) => [basename(folder), folder]))(
    '%s: have the name by which their parts are found, and a picture',
    async (_, folder) => {
      const { manifest, games, parts } = await openFolder(folder);
      expect(games.length).toBeGreaterThan(0);
      for (const { meta } of games)
        if (parts.has('packs')) expect(meta.id.startsWith(manifest.name)).toBe(true);
        else expect(meta.id).toBe(manifest.name);
      expect([...parts]).toEqual(expect.arrayContaining(['rules', 'screen', 'texts']));
    },
  );

  it('are drawn in a terminal as they say, with the points that their screens have', async () => {
    const pong = (await everyGameOfTheHouse()).find(({ meta }) => meta.id === 'pong');
    const view = pong?.view(pong.setup({ seats: [0, 1], random: { seed: 1 } }));
    expect(drawField('pong', view).join('')).toContain('●');
    expect(drawField('nothing', view)).toEqual([]);
    expect(pointsOf('pong', view)).toEqual(
      new Map([
        [0, 0],
        [1, 0],
      ]),
    );
    expect(pointsOf('nothing', view)).toEqual(new Map());
  });
});

describe('a folder that is no game', () => {
  const files = (given: Readonly<Record<string, string>>, rules: unknown = {}) =>
    loadFolder({
      readText: async (path) => given[path],
      list: async () => [],
      load: async () => rules,
    });
  const manifest = JSON.stringify({ name: 'sumo', partyline: { api: API } });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['has no package.json', {}, /no package\.json/],
    ['has a package.json that is none', { 'package.json': '{' }, /package\.json is not JSON/],
    [
      'has another package',
      { 'package.json': '{"name":"left-pad"}' },
      /put "partyline": \{ "api": 1 \} into it/,
    ],
    [
      'is of a later version',
      { 'package.json': '{"name":"sumo","partyline":{"api":9}}' },
      /version 9 .* version 1/,
    ],
    ['has no name', { 'package.json': '{"partyline":{"api":1}}' }, /no "name"/],
    ['has no rules', { 'package.json': manifest }, /there is no game\.ts/],
    ['exports something else', { 'package.json': manifest, 'game.ts': '' }, /export default defineGame/],
  ])('is told so: it %s', async (_, given, words) => {
    const error = await files(given).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FolderError);
    expect((error as Error).message).toMatch(words);
  });

  it('is one where a function makes no games', () => {
    expect(() => gamesOf(() => [{}])).toThrow(FolderError);
    expect(() => gamesOf(undefined)).toThrow(FolderError);
  });
});

it('the tests of every game try a folder that is named, wherever it lies', { timeout: 120_000 }, async () => {
  await withDir(async (dir) => {
    await cp(lamps, dir, { recursive: true });
    const project = fileURLToPath(new URL('../../', import.meta.url));
    const run = () =>
      spawnSync(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', 'run', 'test/games/every-game.test.ts', '--reporter=verbose'],
        { cwd: project, encoding: 'utf8', env: { ...process.env, PARTYLINE_GAME_DIR: dir, NO_COLOR: '1' } },
      );
    const good = run();
    expect(good.stdout).toMatch(/Tests +9 passed \(9\)/);
    const rules = join(dir, 'game.ts');
    await writeFile(rules, (await readFile(rules, 'utf8')).replace('seat < 8', 'true'));
    const bad = run();
    expect(bad.status).toBe(1);
    expect(bad.stdout).toMatch(/× .*lamps > takes whatever comes from any seat/);
  });
});

it('parts of a game are found by its id, and by the name before it where games are made of packs', () => {
  const parts = [
    { name: 'quiz', isOfPacks: true, part: 'of packs' },
    { name: 'quizmaster', isOfPacks: false, part: 'its own' },
    { name: 'pong', isOfPacks: false, part: 'pong' },
  ];
  expect(['quizanimals', 'quiz', 'quizmaster', 'pong', 'pong2'].map((id) => partOf(parts, id))).toEqual([
    'of packs',
    'of packs',
    'its own',
    'pong',
    undefined,
  ]);
});

it('a package.json tells where its game stands among the others', () => {
  expect(parseManifest({ name: 'a', version: '1.2.0', partyline: { api: API, order: 3 } })).toEqual({
    name: 'a',
    version: '1.2.0',
    api: API,
    order: 3,
  });
});
