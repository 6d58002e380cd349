// Makes .build/ (or the folder that is named): every program as plain ESM that Node runs without a loader. Native packages stay outside.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPages } from './build-pages.mjs';
import { housePlugin } from './house.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const programs = [
  'hub/main.ts',
  'hub/doctor/main.ts',
  'hub/replay/main.ts',
  'hub/sealed/pake-worker.ts',
  'phone-sim/cli.ts',
  'phone-sim/radio/main.ts',
  'test/bench/main.ts',
  'test/bench/ble/server.ts',
  'test/bench/wifi/event-server.ts',
  'test/bench/hour/program.ts',
  'test/bench/outside/main.ts',
  'test/attack/main.ts',
  'test/attack/attacker.ts',
];
const entryPoints = programs.map((file) => join(root, file)).filter((file) => existsSync(file));

/** Packages that bring compiled code, or load their own files: they stay where npm put them. */
const native = ['@abandonware/*', 'classic-level', 'pino', 'playwright-core', 'esbuild', 'systemd-*'];
/** CommonJS packages inside an ES module still ask for Node's own modules. */
const requireForBundledPackages =
  "import { createRequire as partylineRequire } from 'node:module'; const require = partylineRequire(import.meta.url);";

/** The mDNS library asks for stack traces in its own TypeScript: megabytes of maps read at the first error of anybody. */
const withoutSourceMapSupport = {
  name: 'without-source-map-support',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^source-map-support\/register$/ }, ({ path }) => ({
      path,
      namespace: 'nothing',
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
  },
};

const place = resolve(process.argv[2] ?? join(root, '.build'));
const remove = (path) => rmSync(path, { recursive: true, force: true });
// Made apart and put in place as a whole: a hub may run out of the old one meanwhile, and a build that fails leaves that as it was.
const [made, old] = [`${place}-new`, `${place}-old`];
remove(made);
remove(old);
await build({
  absWorkingDir: root,
  entryPoints,
  outdir: made,
  outbase: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // What comes from packages is bundled too: a Pi starts one file faster than six hundred, and holds less of them in memory.
  external: native,
  plugins: [withoutSourceMapSupport, housePlugin(root)],
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: requireForBundledPackages },
  sourcemap: 'linked',
  logLevel: 'warning',
});
// What games from outside import: for a realm without Node, so nothing of the above is in it.
await build({
  absWorkingDir: root,
  entryPoints: [join(root, 'hub/games/public/game.ts')],
  outdir: made,
  outbase: root,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  logLevel: 'warning',
});
await buildPages(join(made, 'web'));
writeFileSync(join(made, 'stamp'), '');
if (existsSync(place)) renameSync(place, old);
renameSync(made, place);
remove(old);
