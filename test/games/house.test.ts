import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, type HubProcess, kill, startHub } from '../store/support/hub-process.ts';
import { eventually, hasBrowser, launch, open } from '../web/support/browser.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const lamps = fileURLToPath(new URL('./fixtures/lamps', import.meta.url));
const run = promisify(execFile);
const LONG_MS = 120_000;

/** What of a browser's canvas is needed here. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
}

/** Pixels of a canvas in the colour that only the lamps have. */
const lit = (element: unknown): number => {
  const canvas = element as Canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === 0x12 && data[i + 1] === 0xab && data[i + 2] === 0x34) count += 1;
  return count;
};

describe('a folder that is put among the games of the house, with nothing else touched', () => {
  let root: string;
  let hub: HubProcess;
  let url: string;
  const dataDir = (): string => join(root, 'data');

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'partyline-house-'));
    for (const part of ['hub', 'protocol', 'phone-sim', 'scripts', 'package.json', 'tsconfig.json'])
      await cp(join(project, part), join(root, part), { recursive: true });
    await symlink(join(project, 'node_modules'), join(root, 'node_modules'));
    await cp(lamps, join(root, 'hub/games/lamps'), { recursive: true });
    await run(process.execPath, [join(root, 'scripts/build.mjs')]);
    const [http, tcp] = [await freePort(), await freePort()];
    const flags = ['--radio', 'off', '--game', 'lamps', '--demo', '3', '--announce', 'off', '--code', 'off'];
    const places = ['--port', `${http}`, '--tcp-port', `${tcp}`, '--bind', '127.0.0.1'];
    hub = await startHub(join(root, '.build/hub/main.js'), [...flags, ...places, '--data-dir', dataDir()]);
    url = `http://127.0.0.1:${http}/`;
  }, LONG_MS);
  afterAll(async () => {
    if (hub) await kill(hub, 'SIGTERM');
    await rm(root, { recursive: true, force: true });
  });

  it('is built and can be chosen, after the games that have a place in the order', async () => {
    const games = (await (await fetch(new URL('games.json', url))).json()) as { id: string }[];
    expect(games.map(({ id }) => id)).toEqual(['pong', 'cycles', 'quiz', 'quizde', 'arena', 'lamps']);
  });

  it('has its words in German built into the page of the phones', async () => {
    const folder = join(root, '.build/web');
    const [script] = (await readdir(folder)).filter((name) => /^index-\w+\.js$/.test(name));
    const text = await readFile(join(folder, script ?? ''), 'utf8');
    expect(text.includes('bis deine Lampe leuchtet.')).toBe(true);
  });

  describe.skipIf(!hasBrowser)('on the TV (needs chromium)', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    }, LONG_MS);
    afterAll(() => browser?.close());

    it('is drawn as its tv.ts says, with its points beside it', { timeout: LONG_MS }, async () => {
      const key = (await readFile(join(dataDir(), 'host-key'), 'utf8')).trim();
      const { page, complaints } = await open(browser, 'tv', `${url}tv#key=${key}`);
      await page.locator('.play canvas').waitFor();
      await eventually(() => page.locator('.play canvas').evaluate(lit)).toBeGreaterThan(1_000);
      expect(await page.locator('.board b').count()).toBe(3);
      expect(complaints).toEqual([]);
    });
  });

  it('is played again in a terminal, drawn as its terminal.ts says', { timeout: LONG_MS }, async () => {
    const matches = join(dataDir(), 'matches');
    const ended = async (): Promise<string> => {
      for (const name of await readdir(matches).catch(() => [])) {
        const { stdout } = await run(process.execPath, [
          join(root, '.build/hub/replay/main.js'),
          join(matches, name),
          '--data-dir',
          dataDir(),
        ]);
        if (stdout.includes('over')) return stdout;
      }
      return '';
    };
    await expect.poll(ended, { timeout: LONG_MS, interval: 2_000 }).toMatch(/Lamps/);
    const picture = await ended();
    expect(picture).toMatch(/│A {7}B {7}C/);
    expect(picture).toMatch(/ {2}10/);
  });
});
