import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { housePlugin } from '../../../scripts/house.mjs';

/** Bundles a TypeScript file for a child process, beside node_modules so that packages resolve. Gives its path. */
export async function bundle(source: URL): Promise<string> {
  const folder = fileURLToPath(new URL('../../../node_modules/.cache/partyline-test/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${basename(source.pathname, '.ts')}-${process.pid}.mjs`);
  await build({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    plugins: [housePlugin(fileURLToPath(new URL('../../../', import.meta.url)))],
    logLevel: 'silent',
  });
  return outfile;
}
