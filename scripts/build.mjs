// Makes .build/: every program as plain ESM that Node runs without a loader. Native packages stay outside.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPages } from './build-pages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const programs = [
  'hub/main.ts',
  'hub/doctor/main.ts',
  'hub/replay/main.ts',
  'phone-sim/cli.ts',
  'phone-sim/radio/main.ts',
  'test/bench/main.ts',
  'test/bench/ble/server.ts',
  'test/bench/wifi/event-server.ts',
  'test/bench/hour/program.ts',
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

rmSync(join(root, '.build'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints,
  outdir: join(root, '.build'),
  outbase: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // What comes from packages is bundled too: a Pi starts one file faster than six hundred, and holds less of them in memory.
  external: native,
  plugins: [withoutSourceMapSupport],
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: requireForBundledPackages },
  sourcemap: 'linked',
  logLevel: 'warning',
});
await buildPages(join(root, '.build', 'web'));
writeFileSync(join(root, '.build', 'stamp'), '');
