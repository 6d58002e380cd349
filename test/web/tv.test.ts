import { once } from 'node:events';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { gateRules } from '../../hub/pipeline/join-gate.ts';
import { type Level, levelOf } from '../../hub/room/rights.ts';
import { decodeFromHub, encode } from '../../protocol/codec.ts';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';
import { guesserOn } from '../protocol/sealed/support/guesser.ts';
import { violations } from './support/axe.ts';
import { eventually, hasBrowser, join, screens } from './support/browser.ts';
import { BrowserSuite, LONG_MS } from './support/browser-suite.ts';
import { CODE, FINGERPRINT, HOST_KEY, type WebHub } from './support/hub.ts';

/** How long nobody must be here for the bots to begin. */
const ALONE_MS = 20_000;

describe.skipIf(!hasBrowser)('the TV page (needs chromium)', { timeout: LONG_MS }, () => {
  const suite = new BrowserSuite();
  const show = suite.show.bind(suite);
  let web: WebHub;

  beforeEach(async () => {
    web = await suite.start(pong as AnyGame, { drawCode: () => '0815' });
  });

  /** An address of this machine that is not its name for itself, as on a screen elsewhere. */
  const elsewhere = (path: string): string => new URL(path, web.url.replace('localhost', '127.0.0.2')).href;
  const player = async (name: string, colour: number): Promise<Page> => {
    const page = await show('phone', `${web.url}?code=${CODE}`);
    await join(page, name, colour);
    return page;
  };
  const levels = (): Level[] =>
    [...web.hub.state.members]
      .filter(([, { role, status }]) => role === 'screen' && status === 'here')
      .map(([member]) => levelOf(web.hub.state, member));

  describe('while nobody is here', () => {
    it('lets bots play after a while, and makes room as soon as a phone joins', async () => {
      const context = await suite.browser.newContext(screens.tv);
      const page = await context.newPage();
      suite.opened.push({ page, context, requests: [], complaints: [] });
      const rules: string[] = [];
      page.on('request', (request) => {
        if (/\/game-\w+\.js$/.test(request.url())) rules.push(request.url());
      });
      await page.clock.install();
      await page.goto(web.tv);
      await page.locator('.lobby').waitFor();
      await page.clock.fastForward(ALONE_MS - 5_000);
      expect(await page.locator('.demo').count()).toBe(0);
      expect(rules).toEqual([]);
      await page.clock.fastForward(5_000);
      await page.getByText('Demo – scan to play').waitFor();
      expect(await page.locator('.invite .code b').textContent()).toBe(CODE);
      // The picture moves by itself; the hub knows of no match.
      const picture = (): Promise<unknown> => page.evaluate('document.querySelector("canvas").toDataURL()');
      const first = await picture();
      await expect.poll(picture).not.toBe(first);
      // Rules come when they are first wanted, and only those.
      expect(rules).toHaveLength(1);
      expect(web.hub.state.phase).toBe('lobby');
      expect(await violations({ page })).toEqual([]);
      await player('Ada', 4);
      await page.locator('.seat.taken').waitFor();
      expect(await page.locator('.demo').count()).toBe(0);
    });
  });

  describe('suite.opened by hand on the hub itself', () => {
    it('says how it becomes the TV, and is that from then on once it was told the key', async () => {
      const page = await show('tv', `${web.url}tv`);
      await page.getByText('Is this the TV of the party?').waitFor();
      await page.getByText('in the file host-key of its data directory').waitFor();
      expect(await violations({ page })).toEqual([]);
      await page.getByLabel('Host key').fill(HOST_KEY.toLowerCase().replaceAll('-', ' '));
      await page.keyboard.press('Enter');
      await page.locator('.library-entry').waitFor();
      expect(levels()).toEqual(['host']);
      await page.reload();
      await page.locator('.library-entry').waitFor();
      expect(await page.locator('.invite .code b').textContent()).toBe(CODE);
      expect(web.hub.counters.refused.wrongCode ?? 0).toBe(0);
    });

    it('takes the key out of the address, also of one typed where the page is open already', async () => {
      const page = await show('tv', `${web.url}tv`);
      await page.getByLabel('Host key').waitFor();
      await page.goto(web.tv);
      await page.locator('.library-entry').waitFor();
      expect(page.url()).toBe(`${web.url}tv`);
      expect(levels()).toEqual(['host']);
    });

    it('tells by what phones know the certificate of the hub, on the TV alone', async () => {
      const tv = await show('tv', web.tv);
      await tv.locator('.trust code').getByText(FINGERPRINT.replaceAll(':', ' ')).waitFor();
      expect(await violations({ page: tv })).toEqual([]);
      const far = await show('tv', elsewhere(`/tv?code=${CODE}`));
      await far.locator('.lobby').waitFor();
      expect(await far.locator('.trust').count()).toBe(0);
    });
  });

  it('says that somebody tries codes out, and shows another code as soon as it is asked for one', async () => {
    const tv = await show('tv', web.tv);
    await tv.locator('.invite .code b').getByText(CODE).waitFor();
    const guesser = new WebSocket(`${web.url.replace('http', 'ws')}play`, WEBSOCKET_SUBPROTOCOL);
    await once(guesser, 'open');
    const guess = await guesserOn(async (message) => {
      guesser.send(encode(message));
      const [answer] = await once(guesser, 'message');
      return decodeFromHub(new Uint8Array(answer as Buffer));
    }, 'websocket');
    for (let n = 0; n < gateRules.freeTries; n += 1) await guess(`000${n}`);
    await tv.getByText('Somebody is trying out codes.').waitFor();
    expect(await violations({ page: tv })).toEqual([]);
    await tv.getByRole('button', { name: 'New code' }).click();
    await tv.locator('.invite .code b').getByText('0815').waitFor();
    guesser.close();
  });

  describe('on a screen elsewhere', () => {
    it('asks for the code; with it the TV shows the room and may do nothing more', async () => {
      const page = await show('tv', elsewhere('/tv'));
      await page.getByLabel('Code of the room').fill('0000');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('That code is not right.').waitFor();
      expect(await violations({ page })).toEqual([]);
      // The wrong one is marked, to be typed over.
      await page.keyboard.type(CODE);
      await page.keyboard.press('Enter');
      await page.locator('.lobby').waitFor();
      expect(levels()).toEqual(['watcher']);
      await player('Ada', 4);
      await player('Grace', 9);
      await page.locator('.seat.taken').nth(1).waitFor();
      const refused = web.hub.counters.refused.notAllowed ?? 0;
      await page.locator('h1').click();
      await page.keyboard.press('Enter');
      await eventually(() => web.hub.counters.refused.notAllowed).toBe(refused + 1);
      expect(web.hub.state.phase).toBe('lobby');
    });

    it("has the host's rights with the host's key, without any code", async () => {
      const page = await show('tv', elsewhere(`/tv#key=${HOST_KEY}`));
      await page.locator('.lobby').waitFor();
      expect(levels()).toEqual(['host']);
      await player('Ada', 4);
      await player('Grace', 9);
      await page.locator('.seat.taken').nth(1).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.play').waitFor();
    });

    it('has none of them with a wrong key, and who goes on guessing has to wait', async () => {
      const page = await show('tv', elsewhere('/tv#key=ABCD-EFGH-JKLM'));
      await page.getByRole('alert').getByText('That host key is not right.').waitFor();
      expect(levels()).toEqual([]);
      // It is not kept: with it a TV that is switched on again would guess like those who should not.
      await page.reload();
      await page.getByLabel('Code of the room').waitFor();
      expect(web.hub.counters.refused.wrongCode).toBe(1);
      const patience = async (): Promise<void> => {
        while (!(web.hub.counters.refused.tooManyAttempts ?? 0)) {
          await page.getByLabel('Code of the room').fill('0000');
          await page.keyboard.press('Enter');
          await page.getByRole('alert').getByText(/code/).waitFor();
        }
      };
      await patience();
      await page.getByText('Too many wrong codes. Wait a moment').waitFor();
      expect(web.hub.counters.refused.wrongCode).toBeLessThan(10);
      expect(levels()).toEqual([]);
      await page.getByLabel('Code of the room').waitFor();
    });
  });
});
