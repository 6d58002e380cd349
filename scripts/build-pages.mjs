// Makes the pages that phones and the TV open: one script and one style sheet each, minified, named by their content; what a page imports
// only when it is wanted becomes files of its own.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { housePlugin } from './house.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'hub', 'web', 'pages');
/** File of each page, and where its program starts. */
const pages = { 'index.html': 'phone/main.tsx', 'tv.html': 'tv/main.tsx' };
const copied = ['icon.svg', 'manifest.webmanifest'];

/** Builds all pages into `outdir`, with a .gz beside each file that gains by it. Resolves with the bytes of each file. */
export const buildPages = async (outdir) => {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  for (const [page, entry] of Object.entries(pages)) {
    const name = page.replace('.html', '');
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: { [name]: join(source, entry) },
      entryNames: '[name]-[hash]',
      chunkNames: '[name]-[hash]',
      splitting: true,
      outdir,
      bundle: true,
      plugins: [housePlugin(root)],
      minify: true,
      format: 'esm',
      platform: 'browser',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      // Private fields were in browsers before the year's standard named them; lowered, they would cost a WeakMap look-up each.
      target: 'es2020',
      supported: {
        'class-field': true,
        'class-private-field': true,
        'class-private-method': true,
        'class-private-accessor': true,
        'class-private-brand-check': true,
        'class-static-field': true,
      },
      metafile: true,
      // Beside the scripts, and not in what every phone loads.
      legalComments: 'external',
      logLevel: 'warning',
    });
    const [script, { cssBundle, imports }] = Object.entries(metafile.outputs).find(([, { entryPoint }]) =>
      entryPoint?.endsWith(entry),
    );
    // What the script has in common with what it imports later is a file too: a browser that is told so fetches both at once.
    const preloads = imports
      .filter(({ kind }) => kind === 'import-statement')
      .map(({ path }) => `<link rel="modulepreload" href="/${basename(path)}" />`);
    const html = readFileSync(join(source, page), 'utf8')
      .replace('{{preloads}}', preloads.join(''))
      .replace('{{script}}', `/${basename(script)}`)
      .replace('{{style}}', `/${basename(cssBundle)}`);
    writeFileSync(join(outdir, page), html);
  }
  for (const file of copied) copyFileSync(join(source, file), join(outdir, file));
  return readdirSync(outdir).map((file) => {
    const bytes = readFileSync(join(outdir, file));
    const packed = gzipSync(bytes, { level: 9 });
    writeFileSync(join(outdir, `${file}.gz`), packed);
    return { file, bytes: bytes.length, gzip: packed.length };
  });
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.table(await buildPages(process.argv[2] ?? join(root, '.build', 'web')));
