import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { HALF_PADDLE, HEIGHT } from '../../hub/games/pong/physics.ts';
import type { PongView } from '../../hub/games/pong/view.ts';
import { eventually, hasBrowser, join, launch, type Opened, open } from './support/browser.ts';
import { type BuiltPages, builtPages, CODE, startWebHub, type WebHub } from './support/hub.ts';
import { Fingers } from './support/touch.ts';

const MATCH_MS = 150_000;

/** Lets the browser draw once: the loop below goes no faster than anybody can see. */
const nextFrame = ({ page }: Opened): Promise<unknown> => page.evaluate('new Promise(requestAnimationFrame)');

describe.skipIf(!hasBrowser)('two phones and a TV in a real browser (needs chromium)', () => {
  let pages: BuiltPages;
  let web: WebHub;
  let browser: Browser;
  let tv: Opened;
  let ada: Opened;
  let grace: Opened;
  const view = (): PongView => web.hub.state.game.view(web.hub.state.play) as PongView;

  beforeAll(async () => {
    pages = await builtPages();
    web = await startWebHub(pages.directory, pong as AnyGame);
    browser = await launch();
    tv = await open(browser, 'tv', web.tv);
    ada = await open(browser, 'phone', `${web.url}?code=${CODE}`);
    grace = await open(browser, 'phone', `${web.url}?code=${CODE}`);
  }, MATCH_MS);
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
    pages?.remove();
  }, MATCH_MS);

  it('joins with the code of the address and is seen on the TV', async () => {
    await join(ada.page, 'Ada', 4);
    await join(grace.page, 'Grace', 9);
    await tv.page.locator('.seat.taken').nth(1).waitFor();
    expect(await tv.page.locator('.seat.taken .seat-name').allTextContents()).toEqual(['Ada', 'Grace']);
    expect(await tv.page.locator('.invite .code b').textContent()).toBe(CODE);
  });

  it(
    'plays a whole Pong to 7 with touches, and everybody ends with the same score',
    async () => {
      const [adas, graces] = [await Fingers.on(ada.page), await Fingers.on(grace.page)];
      await adas.tap(1, ada.page.getByRole('button', { name: 'Start' }));
      await ada.page.locator('.stage.playing').waitFor();
      await adas.press(1, ada.page.locator('.stick'));
      await graces.press(1, grace.page.locator('.stick'));

      // Grace hides in a corner and serves with another finger; Ada follows the ball, as one who looks at the TV.
      await graces.slide(1, 200);
      await eventually(() => view().right).toBe(HEIGHT - HALF_PADDLE);
      while (web.hub.state.phase === 'playing') {
        const { ball, left, serving } = view();
        await adas.slide(1, Math.max(-200, Math.min(200, 3 * (ball.y - left))));
        const turn =
          serving === 0 ? { page: ada.page, fingers: adas } : { page: grace.page, fingers: graces };
        const button = turn.page.locator('.hold.big');
        if (serving !== undefined && (await button.isVisible())) await turn.fingers.tap(2, button);
        await nextFrame(tv);
      }

      await Promise.all([tv, ada, grace].map(({ page }) => page.locator('.ranking li').nth(1).waitFor()));
      const score = { Ada: view().leftScore, Grace: view().rightScore };
      expect(Math.max(score.Ada, score.Grace)).toBe(7);
      for (const { page } of [tv, ada, grace]) {
        const shown = await page
          .locator('.ranking li')
          .evaluateAll((rows) =>
            Object.fromEntries(
              rows.map((row) => [
                row.querySelector('span:not(.badge)')?.textContent,
                Number(row.querySelector('b, strong')?.textContent),
              ]),
            ),
          );
        expect(shown).toEqual(score);
      }
    },
    MATCH_MS,
  );

  it('asked no other host for anything, and broke no rule of its content security policy', () => {
    for (const { requests, complaints } of [tv, ada, grace]) {
      expect(requests.length).toBeGreaterThan(3);
      expect(requests.filter((url) => new URL(url).host !== new URL(web.url).host)).toEqual([]);
      expect(complaints).toEqual([]);
    }
  });
});
