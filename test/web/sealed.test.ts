import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { encode } from '../../protocol/codec.ts';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';
import { violations } from './support/axe.ts';
import { eventually, hasBrowser, join } from './support/browser.ts';
import { BrowserSuite, LONG_MS } from './support/browser-suite.ts';
import { CODE, SECRET, type WebHub } from './support/hub.ts';

describe.skipIf(!hasBrowser)('sealed pages (needs chromium)', { timeout: LONG_MS }, () => {
  const suite = new BrowserSuite();
  const show = suite.show.bind(suite);
  let web: WebHub;

  beforeEach(async () => {
    web = await suite.start(pong as AnyGame);
  });

  it('join with what the QR code brings, type nothing, and show it to nobody', async () => {
    const page = await show('phone', `#${SECRET}`);
    await page.getByRole('heading', { name: 'Test room' }).waitFor();
    expect(page.url()).toBe(web.url);
    expect(await page.getByLabel('Code on the TV').count()).toBe(0);
    // Somebody who loads the page again before joining still has it.
    await page.reload();
    await join(page, 'Ada', 4);
    expect(web.hub.counters.joins).toBe(1);
    expect(web.hub.state.members.get(0)).toMatchObject({ name: 'Ada', plain: false });
    expect(suite.opened[0]?.requests.filter((url) => url.includes(SECRET))).toEqual([]);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByText('Sealed: nobody nearby can read').waitFor();
    expect(await violations({ page })).toEqual([]);
  });

  it('take the secret while they are open already, too', async () => {
    const page = await show('phone', '');
    await page.getByLabel('Code on the TV').waitFor();
    await page.evaluate(`location.hash = '${SECRET}'`);
    await eventually(() => page.url()).toBe(web.url);
    await join(page, 'Ada', 4);
  });

  it('ask for the digits when the QR code was an old one', async () => {
    const page = await show('phone', `#${SECRET.replace('A', 'Z')}`);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('That code is not right. The four digits are on the TV.').waitFor();
    await page.getByLabel('Code on the TV').fill(CODE);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.locator('.room').waitFor();
  });

  it('tell on the TV, and beside a name, that somebody can be read along', async () => {
    const tv = await show('tv', web.tv);
    await tv.getByText('Sealed: nobody nearby can read along').waitFor();
    await web.stop();
    for (const { context } of suite.opened.splice(0)) await context.close();
    web = await suite.start(pong as AnyGame, { plain: true });
    const other = await show('tv', web.tv);
    await other.getByText('Open: programs that do not seal are let in').waitFor();
    const socket = new WebSocket(new URL('/play', web.url.replace('http', 'ws')), WEBSOCKET_SUBPROTOCOL);
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(encode({ type: 'hello', version: 1, oldest: 1, features: 0, client: 'ten lines' }));
    socket.send(encode({ type: 'join', code: CODE, name: 'Bot', role: 'player', colour: 1, hostKey: '' }));
    const page = await show('phone', `#${SECRET}`);
    await join(page, 'Ada', 4);
    await page.getByRole('button', { name: 'Menu' }).click();
    const bot = page.locator('dialog .members li').filter({ hasText: 'Bot' });
    await bot.getByText('not sealed').waitFor({ state: 'attached' });
    const ada = page.locator('dialog .members li').filter({ hasText: 'Ada' });
    expect(await ada.getByText('not sealed').count()).toBe(0);
    expect(await violations({ page })).toEqual([]);
    socket.close();
  });
});
