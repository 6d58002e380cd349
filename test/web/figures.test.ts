import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { games } from '../../hub/games/catalogue.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import { overWebSocket } from '../../phone-sim/link-websocket.ts';
import { SimPhone } from '../../phone-sim/phone.ts';
import { hasBrowser, launch, screens } from './support/browser.ts';
import { type BuiltPages, builtPages, CODE, startWebHub, type WebHub } from './support/hub.ts';

const LONG_MS = 90_000;
/** What a cheap phone is slower than the machine of the test. */
const SLOWER = 4;
const WATCHED_MS = 10_000;
/** A frame that comes later than this after the one before has left one out, at 60 a second. */
const LATE_MS = 25;

const gameOf = (id: string): AnyGame => {
  const game = games.get(id);
  if (!game) throw new Error(`no game ${id}`);
  return game;
};

const print = (what: string, figures: object): void => {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
};

/** Notes when the controller is first there, in milliseconds since the page was asked for. */
const noteController = `
  globalThis.controllerAt = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.controller')) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now()));
    }).observe(document, { childList: true, subtree: true });
  });
`;

/** Milliseconds between frames of the screen, for as long as is watched. */
const gapsOfFrames = `new Promise((resolve) => {
  const gaps = [];
  const begin = performance.now();
  let last = begin;
  const next = (now) => {
    if (now > last) gaps.push(now - last);
    last = now;
    if (now - begin < ${WATCHED_MS}) requestAnimationFrame(next);
    else resolve(gaps);
  };
  requestAnimationFrame(next);
})`;

/** What the page's thread has done so far, in seconds or counts, as the browser keeps it. */
const metrics = async (cdp: CDPSession): Promise<ReadonlyMap<string, number>> => {
  const { metrics: rows } = await cdp.send('Performance.getMetrics');
  return new Map(rows.map(({ name, value }) => [name, value]));
};

describe.skipIf(!hasBrowser)('figures of the pages (needs chromium)', { timeout: LONG_MS }, () => {
  let pages: BuiltPages;
  let browser: Browser;
  const hubs: WebHub[] = [];
  const bots: SimPhone[] = [];

  beforeAll(async () => {
    pages = await builtPages();
    browser = await launch();
  }, LONG_MS);
  afterEach(async () => {
    for (const bot of bots.splice(0)) bot.leave();
    for (const web of hubs.splice(0)) await web.stop();
  });
  afterAll(async () => {
    await browser?.close();
    pages?.remove();
  });

  /** A hub where so many bots play. */
  const party = async (game: string, players: number): Promise<WebHub> => {
    const web = await startWebHub(pages.directory, gameOf(game));
    hubs.push(web);
    for (let n = 0; n < players; n += 1)
      bots.push(
        new SimPhone({
          name: `Bot ${n + 1}`,
          code: CODE,
          colour: n,
          radios: new Map([['websocket', overWebSocket(new URL(web.url).host)]]),
          inputsPerSecond: 15,
          startsMatch: true,
        }),
      );
    for (const bot of bots) bot.start();
    return web;
  };
  const playing = async (web: WebHub): Promise<void> => {
    await expect.poll(() => web.hub.state.phase, { timeout: LONG_MS }).toBe('playing');
  };

  it('a phone that was here before has its controller, with a slow processor and an empty cache', async () => {
    const web = await party('arena', 1);
    await playing(web);
    const context = await browser.newContext(screens.phone);
    const page: Page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    let bytes = 0;
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await cdp.send('Network.enable');
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const memory = { join: { code: CODE, name: 'Ada', role: 'player', colour: 4, hostKey: '' } };
    await page.addInitScript(`localStorage.setItem('partyline.session', '${JSON.stringify(memory)}')`);
    await page.addInitScript(noteController);
    await page.goto(web.url);
    const ms = Math.round((await page.evaluate('controllerAt')) as number);
    print('phone page', { bytes, controllerMs: ms, processor: `${SLOWER} x slower` });
    expect(bytes).toBeGreaterThan(10_000);
    // With all that it seals with.
    expect(bytes).toBeLessThan(80_000);
    await context.close();
  });

  it.each([
    ['pong', 2],
    ['cycles', 8],
    ['quiz', 8],
  ] as const)('the TV draws %s with %i players', async (game, players) => {
    const web = await party(game, players);
    const context = await browser.newContext(screens.tv);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await page.goto(web.tv);
    await playing(web);
    await page.locator('.play canvas').waitFor();
    await cdp.send('Performance.enable');
    const before = await metrics(cdp);
    const gaps = (await page.evaluate(gapsOfFrames)) as number[];
    const after = await metrics(cdp);
    const spent = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const perFrame = (name: string): number => Math.round((spent(name) * 1e5) / gaps.length) / 100;
    print(`TV, ${game}, ${players} players, ${WATCHED_MS / 1_000} s at 1080p`, {
      frames: gaps.length,
      late: gaps.filter((gap) => gap > LATE_MS).length,
      longestMs: Math.round(Math.max(...gaps)),
      msPerFrame: {
        script: perFrame('ScriptDuration'),
        layout: perFrame('LayoutDuration'),
        all: perFrame('TaskDuration'),
      },
      layouts: spent('LayoutCount'),
    });
    expect(gaps.length).toBeGreaterThan(0);
    await context.close();
  });
});
