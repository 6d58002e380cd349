import type { CDPSession, Locator, Page } from 'playwright-core';

interface Point {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

/** Fingers on a page's screen, several at once, as the browser's own input events. */
export class Fingers {
  readonly #cdp: CDPSession;
  readonly #down = new Map<number, Point>();
  readonly #landed = new Map<number, Point>();

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page));
  }

  /** Puts a finger on the middle of an element. */
  async press(id: number, target: Locator): Promise<void> {
    const box = await target.boundingBox();
    if (!box) throw new Error('nothing there to touch');
    const point = { id, x: box.x + box.width / 2, y: box.y + box.height / 2 };
    this.#landed.set(id, point);
    this.#down.set(id, point);
    await this.#send('touchStart');
  }

  /** Slides a finger up or down, to so many CSS pixels below where it landed. */
  async slide(id: number, below: number): Promise<void> {
    const from = this.#landed.get(id);
    if (!from || !this.#down.has(id)) throw new Error(`finger ${id} is not down`);
    this.#down.set(id, { ...from, y: from.y + below });
    await this.#send('touchMove');
  }

  async lift(id: number): Promise<void> {
    this.#down.delete(id);
    await this.#send('touchEnd');
  }

  async tap(id: number, target: Locator): Promise<void> {
    await this.press(id, target);
    await this.lift(id);
  }

  #send(type: 'touchStart' | 'touchMove' | 'touchEnd'): Promise<unknown> {
    return this.#cdp.send('Input.dispatchTouchEvent', { type, touchPoints: [...this.#down.values()] });
  }
}
