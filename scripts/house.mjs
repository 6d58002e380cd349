// Finds the games of the house: every folder of hub/games with a package.json that says "partyline". Programs and pages import what is found
// as modules `partyline:house/...`, so that there is no list to keep; their types are in hub/games/house.d.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^partyline:house\/(\w+)$/;

const manifestIn = (folder) => {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
};

/** All folders of games below a project's root, in the order in which players see the games. */
export const houseFolders = (root) => {
  const games = join(root, 'hub', 'games');
  return readdirSync(games, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const folder = join(games, entry.name);
      const { name, partyline } = manifestIn(folder);
      return partyline ? [{ folder, name, ...partyline }] : [];
    })
    .sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || (a.name < b.name ? -1 : 1));
};

const has = ({ folder }, file) => existsSync(join(folder, file));

/** One file of each game that has it; `write` makes the value of `part` from the name of what was imported. */
const parts = (all, file, importing = (from, i) => [`import part${i} from ${from};`, `part${i}`]) => {
  const found = all.filter((one) => has(one, file));
  const made = found.map((one, i) => importing(JSON.stringify(join(one.folder, file)), i));
  const rows = found.map(
    (one, i) =>
      `{ name: ${JSON.stringify(one.name)}, isOfPacks: ${has(one, 'packs.ts')}, part: ${made[i][1]} }`,
  );
  return `${made.map(([head]) => head).join('\n')}\nexport default [${rows.join(', ')}];`;
};

/** Rules, and packs with those that come along. */
const games = (all) => {
  const heads = [];
  const rows = all.map((one, i) => {
    heads.push(`import rules${i} from ${JSON.stringify(join(one.folder, 'game.ts'))};`);
    const row = `name: ${JSON.stringify(one.name)}, isExample: ${one.example === true}, rules: rules${i}`;
    if (!has(one, 'packs.ts')) return `{ ${row} }`;
    heads.push(`import read${i} from ${JSON.stringify(join(one.folder, 'packs.ts'))};`);
    const folder = join(one.folder, 'packs');
    const own = readdirSync(folder).filter((name) => name.endsWith('.json'));
    own.forEach((name, n) => {
      heads.push(`import own${i}_${n} from ${JSON.stringify(join(folder, name))};`);
    });
    const files = own.map((name, n) => `[${JSON.stringify(name)}, own${i}_${n}]`);
    return `{ ${row}, packs: { read: read${i}, own: [${files.join(', ')}] } }`;
  });
  return `${heads.join('\n')}\nexport default [${rows.join(', ')}];`;
};

const modules = {
  games,
  texts: (all) => parts(all, 'texts.ts'),
  screens: (all) => parts(all, 'tv.ts'),
  scores: (all) => parts(all, 'tv.ts'),
  terminals: (all) => parts(all, 'terminal.ts'),
  rules: (all) => parts(all, 'game.ts', (from) => ['', `() => import(${from})`]),
};

/** The text of one such module. */
const moduleText = (root, name) => modules[NAME.exec(name)[1]](houseFolders(root));

/** For esbuild. */
export const housePlugin = (root) => ({
  name: 'house',
  setup: (bundler) => {
    bundler.onResolve({ filter: NAME }, ({ path }) => ({ path, namespace: 'house' }));
    bundler.onLoad({ filter: NAME, namespace: 'house' }, ({ path }) => ({
      contents: moduleText(root, path),
      resolveDir: root,
    }));
  },
});

/** For Vite, and so for Vitest. */
export const viteHousePlugin = (root) => ({
  name: 'house',
  resolveId: (id) => (NAME.test(id) ? `\0${id}` : undefined),
  load: (id) => (id.startsWith('\0') && NAME.test(id.slice(1)) ? moduleText(root, id.slice(1)) : undefined),
});
