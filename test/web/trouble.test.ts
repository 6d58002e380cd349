import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { messages } from '../../protocol/messages.ts';
import { violations } from './support/axe.ts';
import { hasBrowser, launch, screens } from './support/browser.ts';
import { type BuiltPages, builtPages, CODE, startWebHub, type WebHub } from './support/hub.ts';

const LONG_MS = 60_000;

const words = {
  en: {
    name: 'Your name',
    join: 'Join',
    code: 'Code on the TV',
    wrongCode: 'That code is not right. The four digits are on the TV.',
    full: 'The room is full',
    fullHelp: /Leave this page open: it goes on by itself/,
    retry: /^Trying again( in \d+ s| …)$/,
    version: 'This page is out of date',
    versionHelp: /Reload the page. If that does not help, the hub needs an update/,
    reload: 'Reload the page',
    off: 'The hub is off',
    offHelp: /When it is switched on again, this phone comes back by itself/,
    lost: 'Connection lost',
    lostHelp: /Is it switched on\? Is this phone in the same Wi-Fi\?/,
  },
  de: {
    name: 'Dein Name',
    join: 'Mitspielen',
    code: 'Code vom Fernseher',
    wrongCode: 'Der Code stimmt nicht. Die vier Ziffern stehen auf dem Fernseher.',
    full: 'Der Raum ist voll',
    fullHelp: /Lass diese Seite offen: Sobald jemand geht, geht es von selbst weiter/,
    retry: /^Neuer Versuch( in \d+ s| …)$/,
    version: 'Diese Seite ist veraltet',
    versionHelp: /Lade die Seite neu. Hilft das nicht, braucht der Hub ein Update/,
    reload: 'Seite neu laden',
    off: 'Der Hub ist aus',
    offHelp: /Wird er wieder eingeschaltet, kommt dieses Handy von selbst zurück/,
    lost: 'Verbindung weg',
    lostHelp: /Ist er eingeschaltet\? Ist dieses Handy im selben WLAN\?/,
  },
} as const;

/** Waits in the page until things have faded in: what is half there is hard to read, for a while. */
const whenStill = 'Promise.all(document.getAnimations().map(({ finished }) => finished))';

describe.skipIf(!hasBrowser).each(['en', 'de'] as const)(
  'when something goes wrong, a phone says what and what to do, in %s (needs chromium)',
  { timeout: LONG_MS },
  (locale) => {
    const say = words[locale];
    let pages: BuiltPages;
    let browser: Browser;
    let web: WebHub;
    const opened: Page[] = [];

    const phone = async (path: string, prepare?: (page: Page) => Promise<void>): Promise<Page> => {
      const context = await browser.newContext({ ...screens.phone, locale });
      const page = await context.newPage();
      opened.push(page);
      await prepare?.(page);
      await page.goto(new URL(path, web.url).href);
      return page;
    };
    const join = async (page: Page): Promise<void> => {
      await page.getByLabel(say.name).fill('Ada');
      await page.getByRole('button', { name: say.join }).click();
    };
    /** The notice fills the page, and everybody can read it. */
    const notice = async (page: Page, title: string, help: RegExp): Promise<void> => {
      await page.getByRole('heading', { name: title }).waitFor();
      await page.getByRole('status').getByText(help).waitFor();
      await page.evaluate(whenStill);
      expect(await violations({ page })).toEqual([]);
    };

    beforeAll(async () => {
      pages = await builtPages();
      browser = await launch();
    }, LONG_MS);
    afterEach(async () => {
      for (const page of opened.splice(0)) await page.context().close();
      await web.stop();
    });
    afterAll(async () => {
      await browser?.close();
      pages?.remove();
    });

    it('wrong code: by the form, with the code ready to be typed over', async () => {
      web = await startWebHub(pages.directory, pong as AnyGame);
      const page = await phone('?code=0000');
      await join(page);
      await page.getByRole('alert').getByText(say.wrongCode).waitFor();
      expect(await violations({ page })).toEqual([]);
      await page.keyboard.type(CODE);
      await page.keyboard.press('Enter');
      await page.locator('.room').waitFor();
    });

    it('hub full: keeps asking, and is in when somebody leaves', async () => {
      web = await startWebHub(pages.directory, pong as AnyGame, { maxLinks: 2 });
      const first = await phone(`?code=${CODE}`);
      await join(first);
      await first.locator('.room').waitFor();
      const second = await phone(`?code=${CODE}`);
      // One that only has the page open would make room.
      await join(second);
      await second.locator('.room').waitFor();
      const third = await phone(`?code=${CODE}`);
      await notice(third, say.full, say.fullHelp);
      await third.getByText(say.retry).waitFor();
      await second.context().close();
      await join(third);
      await third.locator('.room').waitFor();
    });

    it('version too old: asks for a reload', async () => {
      web = await startWebHub(pages.directory, pong as AnyGame);
      let old = true;
      // A page of yesterday, out of the browser's cache, says that it speaks version 0 at most.
      const page = await phone(`?code=${CODE}`, (one) =>
        one.routeWebSocket(/\/play$/, (socket) => {
          const hub = socket.connectToServer();
          socket.onMessage((message) => {
            const frame = Buffer.from(message as Buffer);
            if (old && frame[0] === messages.hello.id) frame.fill(0, 1, 3);
            hub.send(frame);
          });
        }),
      );
      await notice(page, say.version, say.versionHelp);
      expect(web.hub.counters.refused).toMatchObject({ badVersion: 1 });
      old = false;
      await page.getByRole('button', { name: say.reload }).click();
      await join(page);
      await page.locator('.room').waitFor();
    });

    it('hub switched off: thanks, and when the next attempt is', async () => {
      web = await startWebHub(pages.directory, pong as AnyGame);
      const page = await phone(`?code=${CODE}`);
      await join(page);
      await page.locator('.room').waitFor();
      await web.stop();
      await notice(page, say.off, say.offHelp);
      await page.getByText(say.retry).waitFor();
    });

    it('hub gone without a word: where to look, and back by itself', async () => {
      web = await startWebHub(pages.directory, pong as AnyGame, { graceMs: LONG_MS });
      const page = await phone(`?code=${CODE}`);
      await join(page);
      await page.locator('.room').waitFor();
      await page.context().setOffline(true);
      for (const { links } of web.hub.sessions.values()) for (const { link } of links) link.close('cut');
      await notice(page, say.lost, say.lostHelp);
      await page.context().setOffline(false);
      await page.getByRole('heading', { name: say.lost }).waitFor({ state: 'detached' });
      expect(web.hub.counters).toMatchObject({ joins: 1, resumes: 1 });
    });
  },
);
