import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Names under which Raspberry Pi OS and Debian know Chromium. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

const find = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/**
 * Shows the TV page on this machine's own screen, over all of it.
 * @param url of the TV page.
 * @param gone told in one sentence if it cannot be shown, or when the browser ends.
 * @returns closes it.
 */
export const openKiosk = (url: string, gone: (sentence: string) => void): (() => void) => {
  const browser = browsers.map(find).find(Boolean);
  if (!browser) {
    gone('There is no browser for the TV page. Install one with: sudo apt install chromium');
    return () => undefined;
  }
  const child = spawn(
    browser,
    [
      '--kiosk',
      '--noerrdialogs',
      '--disable-infobars',
      '--no-first-run',
      '--disable-background-networking',
      // Nobody can click on a TV to allow sound.
      '--autoplay-policy=no-user-gesture-required',
      `--user-data-dir=${mkdtempSync(join(tmpdir(), 'partyline-tv-'))}`,
      url,
    ],
    { stdio: 'ignore' },
  );
  let closing = false;
  child.on('error', (error) => gone(`The browser for the TV page cannot be started: ${error.message}.`));
  child.on('exit', (code) => {
    if (closing) return;
    gone(
      `The browser for the TV page has ended (${code}). Is there a screen? Open ${url} by hand, or start again with --kiosk.`,
    );
  });
  return () => {
    closing = true;
    child.kill('SIGTERM');
  };
};
