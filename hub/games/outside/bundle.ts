import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure, Message, Plugin } from 'esbuild';
import { z } from 'zod';

/** The folder of a game cannot be made into a game. The message is a sentence with file and line. */
class BundleError extends Error {
  override readonly name = 'BundleError';
}

/** The rules of one folder as a script. */
export interface Bundle {
  readonly folder: string;
  /** The folder's own name. */
  readonly name: string;
  readonly version: string;
  /** Leaves `partylineGame` behind. */
  readonly rules: string;
  /** JSON; its sources lie relative to `file`. */
  readonly map: string;
  readonly file: string;
  /** Of the rules without what the hub lends them: the same wherever the folder lies, and in the next build of the hub. */
  readonly hash: string;
}

const PUBLIC = 'partyline/game';
const LARGEST = 2_000_000;
/** Of `partyline` in a package.json: what this hub offers to games. */
const API = 1;

const description = z.object({
  version: z.string().max(40).optional(),
  partyline: z.object({ api: z.int().optional() }).loose().optional(),
});

/** @returns the module that games import: from the build, or the source where this runs as source. */
const publicModule = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  if (import.meta.url.endsWith('.ts')) return join(here, '..', 'public', 'game.ts');
  let at = here;
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at);
  return join(at, '.build', 'hub', 'games', 'public', 'game.js');
};

/** Rules may import the public module, and files of their own folder. */
const ownFilesOnly = (folder: string, lent: string | undefined): Plugin => ({
  name: 'own-files-only',
  setup: (build) => {
    build.onResolve({ filter: /.*/ }, async (asked) => {
      if (asked.pluginData === 'asked' || asked.kind === 'entry-point') return undefined;
      if (asked.path === PUBLIC)
        return lent === undefined ? { path: PUBLIC, external: true } : { path: lent };
      const isLent = dirname(asked.importer) !== folder && !asked.importer.startsWith(folder + sep);
      if (isLent) return undefined;
      const isRelative = /^\.{1,2}(\/|$)/.test(asked.path);
      const { kind, importer, resolveDir } = asked;
      const found = isRelative
        ? await build.resolve(asked.path, { kind, importer, resolveDir, pluginData: 'asked' })
        : undefined;
      if (found && found.errors.length > 0) return { errors: found.errors };
      if (found?.path.startsWith(folder + sep)) return { path: found.path };
      return {
        errors: [{ text: `imports "${asked.path}": rules import "${PUBLIC}" and files of their own folder` }],
      };
    });
  },
});

const sentence = (folder: string, { text, location }: Message): string => {
  const file = location ? `${basename(folder)}/${location.file}:${location.line}: ` : `${basename(folder)}: `;
  return `${file}${text.replace(/\s+/g, ' ').slice(0, 300)}`;
};

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

/** @returns what the package.json of a game says; a folder without one is a game too. @throws BundleError. */
const described = async (folder: string): Promise<{ readonly version: string }> => {
  const file = join(folder, 'package.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return { version: '0.0.0' };
  }
  try {
    const { version = '0.0.0', partyline } = description.parse(JSON.parse(text));
    if ((partyline?.api ?? API) <= API) return { version };
  } catch {
    throw new BundleError(
      `${basename(folder)}/package.json is not what npm reads: it needs to be JSON with "version": "1.0.0"`,
    );
  }
  throw new BundleError(
    `${basename(folder)}/package.json: this game is made for a newer Partyline (partyline.api); update the hub`,
  );
};

/** Makes the rules in a folder one script. Loads esbuild, so only called where there is such a folder. @throws BundleError. */
export const bundleRules = async (where: string): Promise<Bundle> => {
  const folder = await realpath(where);
  const { version } = await described(folder);
  const { build } = await import('esbuild');
  const file = join(folder, 'game.js');
  try {
    const common = {
      entryPoints: [join(folder, 'game.ts')],
      absWorkingDir: folder,
      outfile: file,
      write: false as const,
      bundle: true,
      platform: 'neutral' as const,
      target: 'es2022',
      // No comments, so no paths: the same rules are the same script anywhere.
      minifyWhitespace: true,
      // A module that comes later would come from nowhere.
      supported: { 'dynamic-import': false },
      tsconfigRaw: '{}',
      logLevel: 'silent' as const,
    };
    const { outputFiles } = await build({
      ...common,
      format: 'iife',
      globalName: 'partylineGame',
      // So that what was frozen says so when it is changed.
      banner: { js: '"use strict";' },
      sourcemap: 'external',
      sourcesContent: false,
      plugins: [ownFilesOnly(folder, publicModule())],
    });
    const own = await build({ ...common, format: 'esm', plugins: [ownFilesOnly(folder, undefined)] });
    const rules = outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '';
    const map = outputFiles.find(({ path }) => path.endsWith('.map'))?.text ?? '{}';
    if (rules.length > LARGEST)
      throw new BundleError(`${basename(folder)}: its rules are ${rules.length} letters, at most ${LARGEST}`);
    const hash = createHash('sha256')
      .update(own.outputFiles[0]?.text ?? '')
      .digest('hex')
      .slice(0, 16);
    return { folder, name: basename(folder), version, rules, map, file, hash };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const [first] = error.errors;
    throw new BundleError(first ? sentence(folder, first) : `${relative('.', folder)}: ${error.message}`);
  }
};

/** Ends the program behind esbuild: it takes more memory than a game, and nothing is bundled any more. */
export const stopBundling = async (): Promise<void> => {
  const { stop } = await import('esbuild');
  await stop();
};
