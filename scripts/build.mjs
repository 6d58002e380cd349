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
  'test/bench/main.ts',
  'test/bench/ble/server.ts',
];
const entryPoints = programs.map((file) => join(root, file)).filter((file) => existsSync(file));

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
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
});
await buildPages(join(root, '.build', 'web'));
writeFileSync(join(root, '.build', 'stamp'), '');
