// Prints the files that the installed hub runs, one a line, relative to the project: scripts/install-pi copies those and nothing else.
// The build holds most packages; what stays outside it is followed from here through the packages that it asks for itself.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What the build leaves outside (build.mjs) and the hub loads; noble is the phones' side of the simulated air. */
const outside = [
  'pino',
  'classic-level',
  '@abandonware/bleno',
  '@abandonware/bluetooth-hci-socket',
  '@abandonware/noble',
  // For games from outside; its program for this machine alone.
  'esbuild',
  `@esbuild/${process.platform}-${process.arch}`,
];
/** They fetch, compile or describe compiled code: done before anything is installed, and never loaded again. */
const installers = new Set([
  '@mapbox/node-pre-gyp',
  'nan',
  'napi-macros',
  'napi-thread-safe-callback',
  'node-addon-api',
  'node-gyp',
]);
/** Asked for by its package but loaded on other systems only. */
const elsewhere = new Set(['usb']);

const isCode = (name) =>
  /\.(js|cjs|mjs|json|node)$/.test(name) || /^licen[cs]e/i.test(name) || name === 'esbuild';
/** Left over from compiling, for other systems, or not for running. */
const isIdle = (path) =>
  // A second copy of the program that its package for this machine has.
  path === 'node_modules/esbuild/bin' ||
  /\/(node_modules|obj\.target|test|tests|docs|examples|benchmarks|\.github)$/.test(path) ||
  (/\/prebuilds\/[^/]+$/.test(path) && !path.endsWith(`/${process.platform}-${process.arch}`));

const filesIn = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return isIdle(path) ? [] : filesIn(path);
    return isCode(entry.name) ? [path] : [];
  });

/** Where Node would find a package that another one asks for, or `undefined` if it is not installed. */
const resolved = (name, from) => {
  for (let at = from; ; at = dirname(at)) {
    const path = `${at === '.' ? '' : `${at}/`}node_modules/${name}`;
    if (existsSync(join(root, path, 'package.json'))) return path;
    if (at === '.') return undefined;
  }
};

const packages = new Set();
const follow = (name, from) => {
  const path = resolved(name, from);
  if (path === undefined || packages.has(path)) return;
  packages.add(path);
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  for (const next of Object.keys(dependencies))
    if (!installers.has(next) && !elsewhere.has(next)) follow(next, path);
};
for (const name of outside) follow(name, '.');

const own = ['package.json', 'LICENSE', 'README.md', 'scripts/free-adapters', 'scripts/with-notify-socket'];
const build = readdirSync(join(root, '.build')).filter((name) => name !== 'test');
process.stdout.write(
  `${[...own, ...build.map((name) => `.build/${name}`), ...[...packages].sort().flatMap(filesIn)].join('\n')}\n`,
);
