import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Bundles a TypeScript file for a child process, beside node_modules so that packages resolve. Gives its path. */
export function bundle(source: URL): string {
  const folder = fileURLToPath(new URL('../../../node_modules/.cache/partyline-test/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${basename(source.pathname, '.ts')}-${process.pid}.mjs`);
  buildSync({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
  });
  return outfile;
}
