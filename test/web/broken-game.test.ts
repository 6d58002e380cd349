import { describe, expect, it } from 'vitest';
import type { AnyGame } from '../../hub/games/game.ts';
import { type Wrestling, wrestling, wrestlingWith } from '../games/support/wrestling.ts';
import { violations } from './support/axe.ts';
import { eventually, hasBrowser, join } from './support/browser.ts';
import { BrowserSuite, LONG_MS } from './support/browser-suite.ts';
import { CODE, type WebHub } from './support/hub.ts';

/** Plays for a second, then shows what does not fit. */
const leavesItsRange = wrestlingWith({
  meta: { ...wrestling.meta, lateJoin: false },
  view: (state) => ({
    ...(wrestling.view(state as Wrestling) as object),
    ring: (state as Wrestling).ticks > 20 ? 898 : 950,
  }),
});
const unreadable = wrestlingWith({
  controller: { orientation: 'any', controls: [{ kind: 'button', label: 'x'.repeat(40), button: 0 }] },
});

describe.skipIf(!hasBrowser)('a game with a bug in it (needs chromium)', { timeout: LONG_MS }, () => {
  const suite = new BrowserSuite();
  const show = suite.show.bind(suite);
  let web: WebHub;

  const begin = async (game: AnyGame): Promise<void> => {
    web = await suite.start(game);
  };
  const words =
    /what it shows does not fit its schema in tick \d+: game\.ring is 898, not an integer of 900\.\.1000/;

  it('ends its match, is there in grey with the reason on the TV and on phones, and another can be played', async () => {
    await begin(leavesItsRange);
    const tv = await show('tv', web.tv);
    const ada = await show('phone', `${web.url}?code=${CODE}`);
    await join(ada, 'Ada', 4);
    const bob = await show('phone', `${web.url}?code=${CODE}`);
    await join(bob, 'Bob', 9);
    await ada.getByRole('button', { name: 'Start' }).click();
    await eventually(() => web.hub.state.phase).toBe('playing');
    await tv.locator('.games-aside').waitFor();
    expect(await tv.locator('.games-aside').textContent()).toMatch(words);
    expect(await tv.locator('.seat.taken').count()).toBe(2);
    expect(await tv.locator('.games button:disabled').allTextContents()).toEqual(['Wrestling']);
    expect(await violations({ page: tv })).toEqual([]);
    for (const phone of [ada, bob]) expect(await phone.locator('.aside').textContent()).toMatch(words);
    expect(await ada.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    expect(await ada.locator('.lobby .games button:disabled').allTextContents()).toEqual(['Wrestling']);
    expect(await violations({ page: ada })).toEqual([]);
    const listed = (await (await fetch(`${web.url}games.json`)).json()) as { id: string; aside?: string }[];
    expect(listed.filter(({ aside }) => aside !== undefined)).toEqual([
      expect.objectContaining({ id: 'wrestling', aside: expect.stringMatching(words) }),
    ]);
    const folder = process.env.PARTYLINE_SCREENSHOTS;
    if (folder) await tv.screenshot({ path: `${folder}/tv-aside.png` });
    if (folder) await ada.screenshot({ path: `${folder}/phone-aside.png`, fullPage: true });
    await ada.locator('.lobby .games').getByRole('button', { name: 'Pong' }).click();
    await ada.getByRole('button', { name: 'Start' }).click();
    await eventually(() => web.hub.state.phase).toBe('playing');
    expect(web.hub.state.game.meta.id).toBe('pong');
  });

  it('that no page can read is said in words, and the host chooses another from there', async () => {
    await begin(unreadable);
    const tv = await show('tv', web.tv);
    await tv.getByText('This game cannot be read by this page: controller.controls[0].label').waitFor();
    const ada = await show('phone', `${web.url}?code=${CODE}`);
    await ada.getByLabel('Your name').fill('Ada');
    await ada.getByRole('button', { name: 'Join', exact: false }).first().click();
    await ada.getByText('This game cannot be read by this page: controller.controls[0].label').waitFor();
    expect(await violations({ page: ada })).toEqual([]);
    expect(await violations({ page: tv })).toEqual([]);
    const folder = process.env.PARTYLINE_SCREENSHOTS;
    if (folder) await ada.screenshot({ path: `${folder}/phone-unreadable.png` });
    if (folder) await tv.screenshot({ path: `${folder}/tv-unreadable.png` });
    await ada.getByRole('button', { name: 'Arena' }).click();
    await ada.locator('.room').waitFor();
    await tv.locator('.seat.taken').waitFor();
    expect(web.hub.state.members.size).toBe(2);
  });
});
