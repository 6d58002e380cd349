import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { HALF_PADDLE, HEIGHT } from '../../hub/games/pong/physics.ts';
import type { PongView } from '../../hub/games/pong/view.ts';
import { BleRadio } from '../../phone-sim/ble-radio.ts';
import { FakeBluez, hasDBus } from './support/bluez.ts';
import { eventually, hasBrowser, launch, type Opened, open } from './support/browser.ts';
import { type BuiltPages, builtPages, CODE, startWebHub, type WebHub } from './support/hub.ts';
import { Fingers } from './support/touch.ts';

const LONG_MS = 120_000;

/** Answers the browser's list of devices as a person would: takes the first there is, once. */
const chooseFirstDevice = async (page: Page): Promise<void> => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('DeviceAccess.enable');
  let chosen = false;
  cdp.on('DeviceAccess.deviceRequestPrompted', ({ id, devices }) => {
    const [device] = devices;
    if (!device || chosen) return;
    chosen = true;
    cdp.send('DeviceAccess.selectPrompt', { id, deviceId: device.id });
  });
};

describe.skipIf(!hasBrowser || !hasDBus)(
  'Web Bluetooth: page, browser, D-Bus, noble, air, bleno, hub and back (needs chromium and dbus-daemon)',
  { timeout: LONG_MS },
  () => {
    let pages: BuiltPages;
    let web: WebHub;
    let bluez: FakeBluez;
    let browser: Browser;
    let phone: Opened;
    const view = (): PongView => web.hub.state.game.view(web.hub.state.play) as PongView;
    const radios = (): string[] => [...web.hub.state.members.values()].map(({ radio }) => radio);

    beforeAll(async () => {
      pages = await builtPages();
      web = await startWebHub(pages.directory, pong as AnyGame, { bluetooth: true });
      bluez = await FakeBluez.start(new BleRadio(web.air ?? '', undefined));
      browser = await launch(bluez.address);
      phone = await open(browser, 'phone', `${web.url}?code=${CODE}`);
    }, LONG_MS);
    afterAll(async () => {
      await browser?.close();
      await bluez?.stop();
      await web?.stop();
      pages?.remove();
    }, LONG_MS);

    it('joins by a click on Bluetooth, with no network at all', async () => {
      // The page has greeted the hub over Wi-Fi by then; what it says there from now on is lost without a word.
      await phone.page.getByRole('heading', { name: 'Test room' }).waitFor();
      await phone.context.setOffline(true);
      await chooseFirstDevice(phone.page);
      await phone.page.getByLabel('Your name').fill('Ada');
      await phone.page.getByRole('button', { name: 'Join over Bluetooth' }).click();
      await phone.page.locator('.room').waitFor();
      await eventually(radios).toEqual(['ble']);
      expect(web.hub.counters).toMatchObject({ joins: 1, resumes: 0 });
      await phone.context.setOffline(false);
    });

    it('plays Pong: thumbs go in by writes without response, states come out by notifications', async () => {
      const rival = await open(browser, 'phone', `${web.url}?code=${CODE}`);
      await rival.page.getByLabel('Your name').fill('Grace');
      await rival.page.getByRole('button', { name: 'Join over Wi-Fi' }).click();
      await rival.page.locator('.room').waitFor();
      await eventually(radios).toEqual(['ble', 'websocket']);
      await phone.page.getByRole('button', { name: 'Start' }).click();
      await phone.page.locator('.stage.playing').waitFor();
      const thumb = await Fingers.on(phone.page);
      await thumb.press(1, phone.page.locator('.stick'));
      await thumb.slide(1, -200);
      await eventually(() => view().left).toBe(HALF_PADDLE);
      await thumb.slide(1, 200);
      await eventually(() => view().left).toBe(HEIGHT - HALF_PADDLE);
      const [session] = web.hub.sessions.values();
      expect(session?.links.map(({ link }) => link.kind)).toEqual(['ble']);
      expect(phone.complaints).toEqual([]);
    });

    it('goes on over Wi-Fi when the phone leaves the range of Bluetooth, on the same seat', async () => {
      const before = [...web.hub.sessions.keys()];
      await bluez.lose();
      await eventually(() => [...web.hub.state.members.values()][0]).toMatchObject({
        name: 'Ada',
        radio: 'websocket',
        status: 'here',
        seat: 0,
      });
      expect([...web.hub.sessions.keys()]).toEqual(before);
      await phone.page.locator('.bar .radio[aria-label="Wi-Fi"]').waitFor();
    });

    it('changes back to Bluetooth from the menu, without leaving the match', async () => {
      bluez.comeBack();
      await phone.page.getByRole('button', { name: 'Menu' }).click();
      await phone.page.getByRole('button', { name: 'Join over Bluetooth' }).click();
      await eventually(radios).toEqual(['ble', 'websocket']);
      expect(web.hub.state.phase).toBe('playing');
      await eventually(() => [...web.hub.sessions.values()][0]?.links.map(({ link }) => link.kind)).toEqual([
        'ble',
      ]);
    });
  },
);
