import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import { expect } from 'vitest';

/** Debian's browser, or another that the environment names. */
export const chromium = process.env.PARTYLINE_CHROMIUM ?? '/usr/bin/chromium';

/** Tests in a browser are left out, by name, where there is none: `apt install chromium` brings one. */
export const hasBrowser = existsSync(chromium);

/** @param bluetooth address of a D-Bus where org.bluez is; without it the browser has no Bluetooth. */
export const launch = (bluetooth?: string): Promise<Browser> =>
  playwright.launch({
    executablePath: chromium,
    // A browser that asks its maker for updates would fail the test that no other host is asked for anything.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      ...(bluetooth ? ['--enable-features=WebBluetooth'] : []),
    ],
    ...(bluetooth
      ? { env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bluetooth } as Record<string, string> }
      : {}),
  });

export const screens = {
  phone: {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
    locale: 'en',
  },
  tv: { viewport: { width: 1920, height: 1080 }, locale: 'en' },
} as const;

/** Asks until the answer is as expected; a browser on a busy Pi takes its time. */
export const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

/** A page, and everything about it that a test may complain of. */
export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Addresses asked for, sockets too. */
  readonly requests: readonly string[];
  /** Errors and warnings on its console, broken rules of its content security policy among them. */
  readonly complaints: readonly string[];
}

export const open = async (browser: Browser, screen: keyof typeof screens, url: string): Promise<Opened> => {
  const context = await browser.newContext(screens[screen]);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, context, requests, complaints };
};

/** Fills the form of the phone's page and waits until it is in the room. */
export const join = async (page: Page, name: string, colour: number): Promise<void> => {
  await page.getByLabel('Your name').fill(name);
  await page.locator('.colours label').nth(colour).click();
  await page.getByRole('button', { name: 'Join', exact: false }).first().click();
  await page.locator('.room').waitFor();
};
