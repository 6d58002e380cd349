import { readFileSync } from 'node:fs';
import { join as path } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import type { Control } from '../../protocol/layout.ts';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';
import { violations } from './support/axe.ts';
import { eventually, hasBrowser, join, launch, type Opened, open, screens } from './support/browser.ts';
import { type BuiltPages, builtPages, CODE, startWebHub, type WebHub } from './support/hub.ts';

const LONG_MS = 60_000;

let pages: BuiltPages;
beforeAll(async () => {
  pages = await builtPages();
}, LONG_MS);
afterAll(() => pages.remove());

describe('what the pages weigh', () => {
  const text = (file: string): string => readFileSync(path(pages.directory, file), 'utf8');
  /** Files that these name: what a script imports later is named in brackets. */
  const named = (file: string, later = false): string[] =>
    [
      ...text(file).matchAll(
        later ? /import\("\.\/([^"]+)"\)/g : /(?:href="\/|src="\/|from"\.\/|import"\.\/)([^"]+)"/g,
      ),
    ]
      .map(([, name = '']) => name)
      .filter((name) => pages.files.some(({ file: one }) => one === name));
  const withAll = (files: readonly string[]): ReadonlySet<string> => {
    const found = new Set(files);
    for (const file of found) for (const name of named(file)) found.add(name);
    return found;
  };
  const packed = (files: Iterable<string>): number =>
    [...files].reduce((sum, file) => sum + (pages.files.find((one) => one.file === file)?.gzip ?? 0), 0);

  it('a phone loads less than 60 kB before it can play', () => {
    const first = withAll(['index.html']);
    expect([...first].map((file) => file.replace(/-[0-9A-Z]{8}/, '')).sort()).toEqual([
      'chunk.js',
      'icon.svg',
      'index.css',
      'index.html',
      'index.js',
      'manifest.webmanifest',
    ]);
    expect(packed(first)).toBeLessThan(60_000);
  });

  it('and at most 20 kB to seal with, while its person looks at the form', () => {
    const first = withAll(['index.html']);
    const [script = ''] = [...first].filter((file) => /^index-.*js$/.test(file));
    const later = named(script, true);
    const [seal = '', ...others] = later;
    expect(seal).toMatch(/^seal-/);
    const more = [...withAll([seal])].filter((file) => !first.has(file));
    expect(packed(more)).toBeLessThanOrEqual(20_000);
    // What a game may ask for comes when it does.
    expect(others.map((file) => file.replace(/-[0-9A-Z]{8}/, ''))).toEqual(['drawing-sheet.js']);
    expect(packed([...withAll(others)].filter((file) => !first.has(file)))).toBeLessThanOrEqual(2_000);
  });

  it('names everything that comes first in the page itself, so that nothing is fetched in a row', () => {
    for (const page of ['index.html', 'tv.html'])
      expect(new Set([page, ...named(page)])).toEqual(withAll([page]));
  });
});

describe('what the hub answers', () => {
  let web: WebHub;
  beforeAll(async () => {
    web = await startWebHub(pages.directory, pong as AnyGame);
  });
  afterAll(() => web.stop());
  const get = (path: string): Promise<Response> => fetch(new URL(path, web.url));

  it.each(['', 'tv', 'healthz', 'games.json', 'nothing-here'])(
    '/%s comes with the headers that keep strangers out',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|http/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    },
  );

  it('pages without a line of script or style in them', async () => {
    for (const path of ['', 'tv']) {
      const html = await (await get(path)).text();
      expect(html).toMatch(/<script type="module" src="\/\w+-[0-9A-Z]{8}\.js"><\/script>/);
      expect(html).not.toMatch(/<script>|<style|style=|onclick|https?:/);
    }
  });

  it('pages anew each time, and what they load only once', async () => {
    const page = await get('');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const script = /src="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    expect((await get(script)).headers.get('cache-control')).toMatch(/immutable/);
  });

  it.each(['..%2f..%2fpackage.json', '%2e%2e/package.json', '%zz', 'index.html%00'])(
    'nothing for /%s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it.each([
    ['of another site', 'https://evil.example', 403],
    ['of another port', 'http://localhost:1', 403],
    ['that is none', 'null', 403],
  ])('no WebSocket to a page %s', async (_name, origin, status) => {
    const socket = new WebSocket(new URL('/play', web.url.replace('http', 'ws')), WEBSOCKET_SUBPROTOCOL, {
      origin,
    });
    const refused = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('open', () => resolve('open'));
    });
    expect(refused).toBe(status);
  });
});

describe.skipIf(!hasBrowser)('the pages in a real browser (needs chromium)', { timeout: LONG_MS }, () => {
  let browser: Browser;
  let web: WebHub;
  const opened: Opened[] = [];
  const show = async (screen: 'phone' | 'tv', path: string): Promise<Opened> => {
    const one = await open(browser, screen, new URL(path, web.url).href);
    opened.push(one);
    return one;
  };
  beforeAll(async () => {
    browser = await launch();
  }, LONG_MS);
  beforeEach(async () => {
    web = await startWebHub(pages.directory, pong as AnyGame);
  });
  afterEach(async () => {
    for (const { context } of opened.splice(0)) await context.close();
    await web.stop();
  });
  afterAll(() => browser?.close());

  it('say in words what went wrong, and let the person mend it', async () => {
    const phone = await show('phone', '?code=0000');
    await phone.page.getByRole('button', { name: 'Join' }).click();
    await phone.page.getByRole('alert').getByText('Type a name first.').waitFor();
    await phone.page.getByLabel('Your name').fill('Ada');
    await phone.page.getByRole('button', { name: 'Join' }).click();
    await phone.page.getByText('That code is not right. The four digits are on the TV.').waitFor();
    expect(await violations(phone)).toEqual([]);
    await phone.page.getByLabel('Code on the TV').fill(CODE);
    await phone.page.getByRole('button', { name: 'Join' }).click();
    await phone.page.locator('.room').waitFor();
    await phone.page.getByRole('button', { name: 'Menu' }).click();
    await phone.page.getByRole('button', { name: 'Leave the room' }).click();
    await phone.page.getByLabel('Your name').waitFor();
  });

  it('play a game with a control of a kind that they do not know, and say that it is missing', async () => {
    await web.stop();
    const wheel = { kind: 'wheel', label: 'Steer' } as unknown as Control;
    const controller = { orientation: 'any', controls: [wheel, ...pong.controller.controls] } as const;
    web = await startWebHub(pages.directory, { ...(pong as AnyGame), controller });
    const ada = await show('phone', `?code=${CODE}`);
    await join(ada.page, 'Ada', 4);
    const grace = await show('phone', `?code=${CODE}`);
    await join(grace.page, 'Grace', 9);
    await ada.page.getByRole('button', { name: 'Start' }).click();
    await ada.page.locator('.stage.playing').waitFor();
    await ada.page.getByText('This page does not know a control of this game.').waitFor();
    await ada.page.getByRole('button', { name: 'Serve' }).waitFor();
    expect(await violations(ada)).toEqual([]);
  });

  it(
    'are usable by everybody: no violation that axe knows, in any of their faces',
    async () => {
      const tv = await show('tv', web.tv);
      await tv.page.locator('.lobby').waitFor();
      const ada = await show('phone', `?code=${CODE}`);
      expect(await violations(ada), 'form').toEqual([]);
      await join(ada.page, 'Ada', 4);
      const grace = await show('phone', `?code=${CODE}`);
      await join(grace.page, 'Grace', 9);
      await tv.page.locator('.seat.taken').nth(1).waitFor();
      expect(await violations(ada), 'lobby').toEqual([]);
      expect(await violations(tv), 'TV lobby').toEqual([]);
      await ada.page.getByRole('button', { name: 'Start' }).click();
      await ada.page.locator('.stage.playing').waitFor();
      expect(await violations(ada), 'controller').toEqual([]);
      expect(await violations(tv), 'TV match').toEqual([]);
      await ada.page.getByRole('button', { name: 'Menu' }).click();
      expect(await violations(ada), 'menu').toEqual([]);
      await ada.page.getByRole('button', { name: 'Pause' }).click();
      await grace.page.getByText('Paused').waitFor();
      expect(await violations(grace), 'paused').toEqual([]);
      expect(await violations(tv), 'TV paused').toEqual([]);
      await ada.page.getByRole('button', { name: 'Back to the lobby' }).click();
      await ada.page.locator('.stage.lobby').waitFor();
      for (const { page } of [ada, grace]) {
        await page.getByRole('button', { name: 'Menu' }).click();
        await page.getByRole('button', { name: 'Leave the room' }).click();
      }
    },
    LONG_MS,
  );

  it('say what to compare before a phone trusts the certificate of the hub', async () => {
    const context = await browser.newContext({ ...screens.phone, userAgent: 'Chrome on Android' });
    const page = await context.newPage();
    opened.push({ page, context, requests: [], complaints: [] });
    // As by an address of the local network: here the page comes from this very machine.
    await page.addInitScript('Object.defineProperty(window, "isSecureContext", { value: false })');
    await page.goto(`${web.url}?code=${CODE}`);
    await page.getByText('The phone warns of that page?').click();
    await page.getByText('SHA-256 fingerprint that the phone shows').waitFor();
    const link = page.getByRole('link', { name: "Fetch the hub's certificate" });
    expect(await link.getAttribute('href')).toBe('/ca.crt');
    expect(await violations({ page })).toEqual([]);
  });

  it('keep the seat over a reload, and speak German to those who do', async () => {
    const phone = await show('phone', `?code=${CODE}`);
    await join(phone.page, 'Ada', 4);
    const before = [...web.hub.sessions.keys()];
    await phone.page.reload();
    await phone.page.locator('.room').waitFor();
    expect([...web.hub.sessions.keys()]).toEqual(before);
    await phone.page.getByRole('button', { name: 'Menu' }).click();
    await phone.page.getByLabel('Language').selectOption('de');
    await phone.page.getByRole('heading', { name: 'So wird gespielt' }).first().waitFor();
    await phone.page.locator('dialog').getByText('Bewege deinen Schläger auf und ab').waitFor();
    expect(await phone.page.evaluate('document.documentElement.lang')).toBe('de');
    await phone.page.getByRole('button', { name: 'Raum verlassen' }).click();
    await phone.page.getByLabel('Dein Name').waitFor();
  });

  it('call games and controls by the name that each screen reads', async () => {
    const ada = await show('phone', `?code=${CODE}`);
    await join(ada.page, 'Ada', 4);
    const context = await browser.newContext({ ...screens.phone, locale: 'de-AT' });
    const page = await context.newPage();
    opened.push({ page, context, requests: [], complaints: [] });
    await page.goto(`${web.url}?code=${CODE}`);
    await page.getByLabel('Dein Name').fill('Grete');
    await page.getByRole('button', { name: 'Mitspielen' }).click();
    await page.getByText('Bewege deinen Schläger auf und ab').first().waitFor();
    const tv = await browser.newContext({ ...screens.tv, locale: 'de' });
    const big = await tv.newPage();
    opened.push({ page: big, context: tv, requests: [], complaints: [] });
    await big.goto(web.tv);
    await big.locator('.lobby').waitFor();
    expect(await big.getByRole('button').allTextContents()).toEqual(
      expect.arrayContaining(['Pong', 'Lichtrenner', 'Quiz (englisch)', 'Quiz']),
    );
    await ada.page.getByRole('button', { name: 'Start' }).click();
    await ada.page.getByRole('button', { name: 'Serve' }).waitFor();
    await page.getByRole('button', { name: 'Aufschlag' }).waitFor();
    await page.getByRole('slider', { name: 'Schläger' }).waitFor();
  });

  it('come back by themselves when the connection dies', async () => {
    const phone = await show('phone', `?code=${CODE}`);
    await join(phone.page, 'Ada', 4);
    const [session] = web.hub.sessions.values();
    const link = session?.links[0]?.link;
    const resumes = web.hub.counters.resumes;
    link?.close('cut by the test');
    await eventually(() => web.hub.counters.resumes).toBe(resumes + 1);
    await eventually(() => session?.links[0]?.link !== link && session?.links.length).toBe(1);
    expect([...web.hub.sessions.values()]).toEqual([session]);
    await phone.page.getByRole('button', { name: 'Menu' }).click();
    await phone.page.getByRole('button', { name: 'Leave the room' }).click();
  });

  it('play by keyboard alone', async () => {
    const ada = await show('phone', `?code=${CODE}`);
    await join(ada.page, 'Ada', 4);
    const grace = await show('phone', `?code=${CODE}`);
    await join(grace.page, 'Grace', 9);
    await ada.page.getByRole('button', { name: 'Start' }).focus();
    await ada.page.keyboard.press('Enter');
    await ada.page.locator('.stage.playing').waitFor();
    const left = (): number => (web.hub.state.game.view(web.hub.state.play) as { left: number }).left;
    await ada.page.keyboard.down('ArrowUp');
    await eventually(left).toBe(60);
    await ada.page.keyboard.up('ArrowUp');
    await ada.page.keyboard.down('s');
    await eventually(left).toBeGreaterThan(300);
    await ada.page.keyboard.up('s');
  });
});
