import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { AnyGame } from '../../../hub/games/game.ts';
import { launch, type Opened, open, type screens } from './browser.ts';
import { type BuiltPages, builtPages, startWebHub, type WebHub } from './hub.ts';

/** How long a test with a browser may take, in milliseconds. */
export const LONG_MS = 60_000;

/** One browser and one build of the pages for the tests of a `describe`; each test has a hub, and pages that are closed after it. */
export class BrowserSuite {
  readonly opened: Opened[] = [];
  #pages: BuiltPages | undefined;
  #browser: Browser | undefined;
  #web: WebHub | undefined;

  /** Call it inside of the `describe`: it sets the hooks. */
  constructor() {
    beforeAll(async () => {
      this.#pages = await builtPages();
      this.#browser = await launch();
    }, LONG_MS);
    afterEach(async () => {
      for (const { context } of this.opened.splice(0)) await context.close();
      await this.#web?.stop();
      this.#web = undefined;
    });
    afterAll(async () => {
      await this.#browser?.close();
      this.#pages?.remove();
    });
  }

  get browser(): Browser {
    return there(this.#browser);
  }

  get web(): WebHub {
    return there(this.#web);
  }

  /** Starts the hub of this test. */
  async start(game: AnyGame, options: Parameters<typeof startWebHub>[2] = {}): Promise<WebHub> {
    this.#web = await startWebHub(there(this.#pages).directory, game, options);
    return this.#web;
  }

  /** Opens a page in a context of its own. @param address absolute, or from the hub's. */
  async show(screen: keyof typeof screens, address: string): Promise<Page> {
    const one = await open(this.browser, screen, new URL(address, this.web.url).href);
    this.opened.push(one);
    return one.page;
  }
}

const there = <T>(part: T | undefined): T => {
  if (part === undefined) throw new Error('the hooks of the suite, or its start(), have not run');
  return part;
};
