import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Names under which Raspberry Pi OS and Debian know Chromium. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

/** A browser that dies is started again, so many times in a row and after a pause that doubles; one that lived long starts the count anew. */
export const kioskRules = { tries: 5, firstPauseMs: 1_000, longLifeMs: 60_000 } as const;

export interface KioskOptions {
  /** Of the TV page, with the host key. Other users of this machine can see it in the list of processes. */
  readonly url: string;
  /** Told in one sentence what goes wrong, and how to mend it. */
  readonly say: (sentence: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly isRoot?: boolean;
  /** Milliseconds on a clock that does not go back. */
  readonly now?: () => number;
  /** Runs something after so many milliseconds. @returns calls it off. */
  readonly later?: (ms: number, run: () => void) => () => void;
}

/** The TV page on this machine's own screen. */
export interface Kiosk {
  /** Ends the browser, and resolves when it has ended. */
  close(): Promise<void>;
}

const findBrowser = ({ PATH = '' }: NodeJS.ProcessEnv): string | undefined =>
  browsers
    .flatMap((name) => PATH.split(delimiter).map((directory) => join(directory, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

const argumentsFor = (url: string, profile: string, env: NodeJS.ProcessEnv, isRoot: boolean): string[] => [
  '--kiosk',
  '--noerrdialogs',
  '--disable-infobars',
  '--no-first-run',
  '--no-default-browser-check',
  '--password-store=basic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=Translate',
  // Nobody can click on a TV to allow sound.
  '--autoplay-policy=no-user-gesture-required',
  ...(env.WAYLAND_DISPLAY ? ['--ozone-platform-hint=auto'] : []),
  // Chromium will not start as root otherwise, and play may run as root to have Bluetooth. It shows no page but the hub's own.
  ...(isRoot ? ['--no-sandbox'] : []),
  `--user-data-dir=${profile}`,
  url,
];

const timer = (ms: number, run: () => void): (() => void) => {
  const timeout = setTimeout(run, ms);
  return () => clearTimeout(timeout);
};

/** Ends a browser with all its helpers: they are a group of their own. */
const end = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
};

/** Shows the TV page over the whole screen of this machine, until it is closed. What stands in the way is said, and the hub plays on without. */
export const openKiosk = ({
  url,
  say,
  env = process.env,
  isRoot = process.getuid?.() === 0,
  now = () => performance.now(),
  later = timer,
}: KioskOptions): Kiosk => {
  const nothing: Kiosk = { close: () => Promise.resolve() };
  const browser = findBrowser(env);
  if (!browser) {
    say(
      `There is no browser to show the TV page with. Install one: sudo apt install chromium. Or open ${url} by hand.`,
    );
    return nothing;
  }
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) {
    say(
      `There is no screen to show the TV page on. Start --kiosk from the desktop of this machine, or open ${url} by hand.`,
    );
    return nothing;
  }

  let child: ChildProcess | undefined;
  let deaths = 0;
  let isClosing = false;
  let callOff = (): void => undefined;
  let ended = Promise.resolve();

  const died = (why: string, livedMs: number): void => {
    if (isClosing) return;
    deaths = livedMs >= kioskRules.longLifeMs ? 1 : deaths + 1;
    if (deaths > kioskRules.tries)
      return say(`The browser for the TV page ${why}, again and again. Open ${url} by hand.`);
    callOff = later(kioskRules.firstPauseMs * 2 ** (deaths - 1), start);
  };
  const start = (): void => {
    const profile = mkdtempSync(join(tmpdir(), 'partyline-tv-'));
    const since = now();
    const started = spawn(browser, argumentsFor(url, profile, env, isRoot), {
      stdio: 'ignore',
      env,
      detached: true,
    });
    child = started;
    ended = new Promise((resolve) => {
      const over = (why: string): void => {
        child = undefined;
        // The last helper of the browser may still be writing; what is left of it goes with the next start of the machine.
        rm(profile, { recursive: true, force: true, maxRetries: 5 })
          .catch(() => undefined)
          .then(resolve);
        died(why, now() - since);
      };
      started.once('error', ({ message }) => over(`cannot be started (${message})`));
      started.once('exit', (code, signal) => over(`ended (${code ?? signal})`));
    });
  };
  // Also if the hub ends in a hurry.
  const endNow = (): void => {
    if (child) end(child);
  };
  process.once('exit', endNow);
  start();
  return {
    close: () => {
      isClosing = true;
      callOff();
      endNow();
      process.off('exit', endNow);
      return ended;
    },
  };
};
