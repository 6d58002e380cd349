import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { type Kiosk, type KioskOptions, kioskRules, openKiosk } from '../../hub/kiosk.ts';
import { levelOf } from '../../hub/room/rights.ts';
import { runHub } from '../shows/support/show.ts';
import { chromium, eventually, hasBrowser } from '../web/support/browser.ts';
import { builtPages, startWebHub } from '../web/support/hub.ts';

const URL_OF_TV = 'http://localhost:8080/tv#key=K7QM-3XWP-9TRB';

let directory: string;
let kiosk: Kiosk | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'partyline-kiosk-'));
});
afterEach(async () => {
  await kiosk?.close();
  kiosk = undefined;
  rmSync(directory, { recursive: true, force: true });
});

/** Puts a program of this name in the way of the real browser. */
const install = (name: string, lines: readonly string[]): void => {
  writeFileSync(join(directory, name), ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(join(directory, name), 0o755);
};

/** A browser that notes its arguments, one line a start, and stays until it is ended. */
const patient = (): void =>
  install('chromium', [
    `trap 'echo ended >>${directory}/ends; kill $!; exit 0' TERM`,
    '/bin/sleep 600 &',
    `echo "$@" >>${directory}/starts`,
    'wait',
  ]);
/** One that dies at once. */
const dying = (name = 'chromium'): void => install(name, [`echo "$@" >>${directory}/starts`, 'exit 3']);

/** Whole lines of a file, as far as it is there. */
const linesOf = (file: string): string[] => {
  const path = join(directory, file);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
};
/** Resolves when a file of the directory has so many lines. */
const written = async (file: string, count = 1): Promise<string[]> => {
  const changes = watch(directory);
  try {
    while (linesOf(file).length < count) await once(changes, 'change');
  } finally {
    changes.close();
  }
  return linesOf(file);
};

/** A screen, and no program but those of the test and the shell's own. */
const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: directory,
  DISPLAY: ':7',
  HOME: directory,
  ...more,
});
const open = (options: Partial<KioskOptions> = {}): { readonly said: string[] } => {
  const said: string[] = [];
  kiosk = openKiosk({
    url: URL_OF_TV,
    say: (sentence) => said.push(sentence),
    env: env(),
    isRoot: false,
    ...options,
  });
  return { said };
};

describe("the TV page on the hub's own screen", () => {
  it('fills the screen, may sound without a click, and keeps nothing', async () => {
    patient();
    open();
    const [started = ''] = await written('starts');
    expect(started.split(' ').at(-1)).toBe(URL_OF_TV);
    expect(started).toContain('--kiosk ');
    expect(started).toContain('--autoplay-policy=no-user-gesture-required');
    expect(started).not.toMatch(/--no-sandbox|--ozone/);
    const [, profile = ''] = /--user-data-dir=(\S+)/.exec(started) ?? [];
    expect(existsSync(profile)).toBe(true);
    await kiosk?.close();
    expect(linesOf('ends')).toEqual(['ended']);
    expect(existsSync(profile)).toBe(false);
  });

  it('is found under its other name, speaks Wayland where the desktop does, and starts for root too', async () => {
    dying('chromium-browser');
    open({
      isRoot: true,
      env: env({ DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' }),
      later: () => () => undefined,
    });
    expect((await written('starts'))[0]).toMatch(/--ozone-platform-hint=auto --no-sandbox/);
  });

  it('is started again if it dies, after pauses that grow, until that helps no more', async () => {
    dying();
    const pauses: number[] = [];
    const gaveUp = new Promise<string>((resolve) => {
      open({
        say: resolve,
        later: (ms, run) => {
          pauses.push(ms);
          run();
          return () => undefined;
        },
      });
    });
    expect(await gaveUp).toBe(
      `The browser for the TV page ended (3), again and again. Open ${URL_OF_TV} by hand.`,
    );
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(linesOf('starts')).toHaveLength(1 + kioskRules.tries);
  });

  it('is started again for as long as it takes, if it lives long in between', async () => {
    dying();
    let time = 0;
    let starts = 0;
    const pauses: number[] = [];
    await new Promise<void>((resolve) => {
      open({
        now: () => {
          time += kioskRules.longLifeMs;
          return time;
        },
        later: (ms, run) => {
          pauses.push(ms);
          starts += 1;
          if (starts < 8) run();
          else resolve();
          return () => undefined;
        },
      });
    });
    expect(new Set(pauses)).toEqual(new Set([kioskRules.firstPauseMs]));
  });

  it('stays closed once it is closed, also in a pause between two starts', async () => {
    dying();
    let isCalledOff = false;
    await new Promise<void>((resolve) => {
      open({
        later: () => {
          resolve();
          return () => {
            isCalledOff = true;
          };
        },
      });
    });
    await kiosk?.close();
    expect(isCalledOff).toBe(true);
    expect(linesOf('starts')).toHaveLength(1);
  });

  it.each([
    [
      'no browser',
      {},
      /^There is no browser .* Install one: sudo apt install chromium\. Or open http:\S+ by hand\.$/,
    ],
    [
      'no screen',
      { DISPLAY: '' },
      /^There is no screen .* Start --kiosk from the desktop of this machine, or open http:\S+ by hand\.$/,
    ],
  ])('says in one sentence that there is %s, and the hub plays on', (what, more, sentence) => {
    if (what === 'no screen') patient();
    const { said } = open({ env: env(more) });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(sentence);
    expect(linesOf('starts')).toEqual([]);
  });
});

describe('play --kiosk', () => {
  it('opens the TV page of its own port, with the host key, and ends it with the hub', async () => {
    patient();
    vi.stubEnv('PATH', directory);
    vi.stubEnv('DISPLAY', ':7');
    const hub = runHub('--radio', 'off', '--kiosk');
    vi.unstubAllEnvs();
    const [, port] = await hub.says(/"http":(\d+)/);
    const [started = ''] = await written('starts');
    expect(started.split(' ').at(-1)).toMatch(new RegExp(`^http://localhost:${port}/tv#key=[A-Z2-9-]{14}$`));
    expect((await hub.kill('SIGTERM')).code).toBe(0);
    expect(linesOf('ends')).toEqual(['ended']);
    expect(hub.err).toBe('');
  });

  it('plays on where there is no browser', async () => {
    vi.stubEnv('PATH', directory);
    const hub = runHub('--radio', 'off', '--kiosk');
    vi.unstubAllEnvs();
    await hub.says(/Ctrl-C/);
    expect((await hub.kill('SIGTERM')).code).toBe(0);
    expect(hub.err).toMatch(/^There is no browser to show the TV page with\. [^\n]+\n$/);
  });
});

describe.skipIf(!hasBrowser)('the TV page in the real browser (needs chromium)', () => {
  it("has the host's rights, and is gone from the room when the kiosk is closed", async () => {
    const pages = await builtPages();
    const web = await startWebHub(pages.directory, pong as AnyGame);
    try {
      // The very arguments of a kiosk, but for a screen.
      install('chromium', [`exec ${chromium} --headless --no-sandbox --disable-gpu "$@"`]);
      open({
        url: web.tv,
        env: { ...process.env, ...env({ PATH: `${directory}:${process.env.PATH}` }) },
      });
      const screens = (): string[] =>
        [...web.hub.state.members]
          .filter(([, { role, status }]) => role === 'screen' && status === 'here')
          .map(([member]) => levelOf(web.hub.state, member));
      await eventually(screens).toEqual(['host']);
      await kiosk?.close();
      await eventually(screens).toEqual([]);
    } finally {
      await web.stop();
      pages.remove();
    }
  }, 60_000);
});
