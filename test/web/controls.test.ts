import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AnyGame, GameEvent } from '../../hub/games/game.ts';
import * as kit from '../../hub/games/kit/index.ts';
import { directionOf } from '../../hub/web/pages/phone/controls/direction.ts';
import { type Input, type PadInput, pad } from '../../protocol/inputs.ts';
import type { Control } from '../../protocol/layout.ts';
import { s } from '../../protocol/schema/schema.ts';
import type { Ink } from '../../protocol/strokes.ts';
import { violations } from './support/axe.ts';
import { eventually, hasBrowser, join, launch, type Opened, open } from './support/browser.ts';
import { type BuiltPages, builtPages, CODE, startWebHub, type WebHub } from './support/hub.ts';
import { Fingers } from './support/touch.ts';

const LONG_MS = 60_000;
const TAG = 5;

interface Heard {
  readonly inputs: readonly Input[];
}

/** A game that remembers every input, with these controls. */
const listening = (...controls: Control[]): AnyGame => ({
  meta: {
    id: 'listening',
    title: 'Listening',
    rules: 'Do anything.',
    seats: { min: 1, max: 4 },
    tickMs: 0,
    away: 'play',
    lateJoin: true,
  },
  controller: { orientation: 'any', controls },
  shared: s.struct({ things: s.list(s.text(12), 8), heard: s.int(0, 9_999) }),
  secret: s.struct({ word: s.text(20), cards: s.list(s.text(8), 5) }),
  setup: () => ({ inputs: [] }) as unknown,
  reduce: (state, events: readonly GameEvent[]) => ({
    inputs: [
      ...(state as Heard).inputs,
      ...events.flatMap((event) => (event.type === 'input' ? [event.input] : [])),
    ],
  }),
  view: (state) => ({ things: ['Ant', 'Bear', 'Cow'], heard: (state as Heard).inputs.length }),
  secretOf: () => ({ word: 'submarine', cards: ['7', 'K'] }),
  result: () => undefined,
});

describe('a direction', () => {
  it('is the nearest of four or eight, from up clockwise', () => {
    const each = (ways: 4 | 8): number[] =>
      Array.from({ length: ways }, (_, i) => {
        const turn = ((i + 0.3) / ways) * 2 * Math.PI;
        return directionOf(Math.sin(turn), -Math.cos(turn), ways);
      });
    expect(each(4)).toEqual([0, 1, 2, 3]);
    expect(each(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(directionOf(-0.1, -1, 8)).toBe(0);
  });
});

describe.skipIf(!hasBrowser)('controls in a real browser (needs chromium)', { timeout: LONG_MS }, () => {
  let browser: Browser;
  let pages: BuiltPages;
  let web: WebHub;
  let phone: Opened;
  beforeAll(async () => {
    [pages, browser] = await Promise.all([builtPages(), launch()]);
  }, LONG_MS);
  afterEach(async () => {
    const { KIT_PICTURES } = process.env;
    const { currentTestName = '' } = expect.getState();
    if (KIT_PICTURES)
      await phone.page.screenshot({
        path: `${KIT_PICTURES}/${currentTestName.replace(/\W+/g, '-').slice(-60)}.png`,
      });
    expect(await violations(phone)).toEqual([]);
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
    await web.stop();
  });
  afterAll(async () => {
    await browser?.close();
    pages?.remove();
  });

  /** Plays a game with these controls, alone. */
  const play = async (...controls: Control[]): Promise<Page> => {
    web = await startWebHub(pages.directory, listening(...controls));
    phone = await open(browser, 'phone', new URL(`?code=${CODE}`, web.url).href);
    await join(phone.page, 'Ada', 4);
    await phone.page.getByRole('button', { name: 'Start' }).click();
    await phone.page.locator('.stage.playing').waitFor();
    return phone.page;
  };
  const heard = (): readonly Input[] => (web.hub.state.play as Heard).inputs;
  /** Lets the page's own clock go on: controls bound how fast they speak. */
  const passed = (page: Page, ms: number): Promise<unknown> =>
    page.evaluate(`new Promise((done) => setTimeout(done, ${ms}))`);
  const lastPad = (): PadInput =>
    heard().findLast((input): input is PadInput => input.kind === 'pad') ?? pad();
  const moves = (): number[][] =>
    heard().flatMap((input) => (input.kind === 'move' ? [[...input.bytes]] : []));

  it('slider: stays where it is put, by finger and by key, and when the page loses the focus', async () => {
    const page = await play(
      { kind: 'slider', label: 'Speed', axis: 2 },
      { kind: 'button', label: 'Go', button: 0 },
    );
    const slider = page.getByRole('slider', { name: 'Speed' });
    await slider.fill('100');
    await eventually(() => lastPad().axes).toEqual([0, 0, 100, 0]);
    await slider.press('ArrowLeft');
    await eventually(() => lastPad().axes).toEqual([0, 0, 99, 0]);
    const fingers = await Fingers.on(page);
    await fingers.press(1, page.getByRole('button', { name: 'Go' }));
    await eventually(() => lastPad()).toEqual(pad(1, 0, 0, 99, 0));
    await page.evaluate('window.dispatchEvent(new Event("blur"))');
    await eventually(() => lastPad()).toEqual(pad(0, 0, 0, 99, 0));
  });

  it('slider: upright, up is the negative end', async () => {
    const page = await play({ kind: 'slider', label: 'Height', axis: 0, upright: true });
    await page.getByRole('slider', { name: 'Height' }).fill('127');
    await eventually(() => lastPad().axes[0]).toBe(-127);
  });

  it('two sticks: side by side, under two thumbs at once, and by two hands on a keyboard', async () => {
    const page = await play(
      { kind: 'stick', label: 'Walk', x: 0, y: 1 },
      { kind: 'stick', label: 'Aim', x: 2, y: 3, second: true },
    );
    const [walk, aim] = [page.locator('.steering .stick'), page.locator('.buttons .stick')];
    const [left, right] = [await walk.boundingBox(), await aim.boundingBox()];
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
    expect(left?.y).toBe(right?.y);
    const fingers = await Fingers.on(page);
    await fingers.press(1, walk);
    await fingers.press(2, aim);
    await fingers.slide(1, -200);
    await fingers.slide(2, 200);
    await eventually(() => lastPad().axes).toEqual([0, -127, 0, 127]);
    await fingers.lift(1);
    await fingers.lift(2);
    await eventually(() => lastPad().axes).toEqual([0, 0, 0, 0]);
    await page.keyboard.down('a');
    await page.keyboard.down('i');
    await eventually(() => lastPad().axes).toEqual([-127, 0, 0, -127]);
    await page.keyboard.up('a');
    await page.keyboard.up('i');
    await eventually(() => lastPad().axes).toEqual([0, 0, 0, 0]);
  });

  it.each([4, 8] as const)('swipe in %i ways: one move a stroke; by button and by key too', async (ways) => {
    const page = await play({ kind: 'swipe', label: 'Turn', tag: TAG, ways });
    const fingers = await Fingers.on(page);
    const area = page.getByRole('group', { name: 'Turn' });
    await fingers.press(1, area);
    for (const below of [10, 20, 60, 120]) await fingers.slide(1, below);
    await passed(page, 100);
    await fingers.slide(1, 200);
    await fingers.lift(1);
    await eventually(moves).toEqual([[TAG, ways / 2]]);
    // A stroke that begins on a button is a stroke, and no tap of it.
    await passed(page, 100);
    await fingers.press(1, area.getByRole('button', { name: 'left', exact: true }));
    await fingers.slide(1, -90);
    await fingers.lift(1);
    await eventually(moves).toEqual([
      [TAG, ways / 2],
      [TAG, 0],
    ]);
    await passed(page, 100);
    await fingers.tap(1, area.getByRole('button', { name: 'right', exact: true }));
    await eventually(() => moves().at(-1)).toEqual([TAG, ways / 4]);
    await passed(page, 100);
    await area.getByRole('button', { name: 'up', exact: true }).focus();
    await page.keyboard.press('ArrowLeft');
    await eventually(() => moves().at(-1)).toEqual([TAG, (3 * ways) / 4]);
    expect(moves()).toHaveLength(4);
    expect(kit.readSwipe({ kind: 'move', bytes: Uint8Array.of(TAG, (3 * ways) / 4) }, TAG, ways)).toEqual({
      x: -1,
      y: 0,
    });
  });

  it('hold: tells press and release, and fills meanwhile', async () => {
    const page = await play({ kind: 'hold', label: 'Charge', button: 3, fullMs: 400 });
    const button = page.getByRole('button', { name: 'Charge' });
    const fingers = await Fingers.on(page);
    await fingers.press(1, button);
    await eventually(() => lastPad().buttons).toBe(8);
    await page.locator('.fills.held').waitFor();
    await fingers.lift(1);
    await eventually(() => lastPad().buttons).toBe(0);
    expect(await page.locator('.fills.held').count()).toBe(0);
    await page.keyboard.down(' ');
    await eventually(() => lastPad().buttons).toBe(8);
    await page.keyboard.up(' ');
    await eventually(() => lastPad().buttons).toBe(0);
    expect(heard()).toHaveLength(4);
  });

  it('card: shows the secret only while it is touched, or from key to key, and hides when the page is left', async () => {
    const page = await play(
      { kind: 'card', label: 'Your word', from: 'word' },
      { kind: 'card', label: 'Your hand', from: 'cards' },
      { kind: 'card', label: 'Nothing', from: 'nothing' },
    );
    const card = page.getByRole('button', { name: /Your word/ });
    const word = page.getByText('submarine');
    expect(await word.count()).toBe(0);
    expect(await page.getByText('Nothing').count()).toBe(0);
    const fingers = await Fingers.on(page);
    await fingers.press(1, card);
    await word.waitFor();
    await fingers.lift(1);
    await eventually(() => word.count()).toBe(0);
    await card.focus();
    await page.keyboard.press('Enter');
    await word.waitFor();
    await page.evaluate('window.dispatchEvent(new Event("blur"))');
    await eventually(() => word.count()).toBe(0);
    await page.getByRole('button', { name: /Your hand/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('K', { exact: true }).waitFor();
    expect(heard()).toEqual([]);
  });

  it('shake: a strong shake presses once, a weak one does not, and a finger can do it too', async () => {
    const page = await play({ kind: 'shake', label: 'Shake it', button: 1 });
    const shake = (x: number): Promise<unknown> =>
      page.evaluate(
        `window.dispatchEvent(new DeviceMotionEvent('devicemotion', { acceleration: { x: ${x}, y: 0, z: 0 } }))`,
      );
    await shake(30);
    expect(heard()).toEqual([]);
    await page.getByLabel('Shake the phone').check();
    await eventually(async () => {
      await shake(-30);
      return heard().length;
    }).toBeGreaterThanOrEqual(2);
    await eventually(() => lastPad().buttons).toBe(0);
    const before = heard().length;
    await passed(page, 250);
    for (let i = 0; i < 10; i += 1) await shake(8);
    await passed(page, 250);
    expect(heard()).toHaveLength(before);
    const fingers = await Fingers.on(page);
    await fingers.tap(1, page.getByRole('button', { name: 'Shake it' }));
    await eventually(() => heard().length).toBe(before + 2);
    expect(heard().map((input) => input.kind === 'pad' && input.buttons)).toEqual(
      heard().map((_, i) => (i % 2 === 0 ? 2 : 0)),
    );
  });

  it('order: by buttons that say what they do, sent once it is wanted', async () => {
    const page = await play({ kind: 'order', label: 'Sort by size', from: 'things', tag: TAG });
    await page.getByRole('button', { name: 'Move Cow up' }).click();
    await page.getByText('Cow is now number 2').waitFor();
    await page.getByRole('button', { name: 'Move Cow up' }).press('Enter');
    expect(await page.locator('.order .who').allTextContents()).toEqual(['1. Cow', '2. Ant', '3. Bear']);
    expect(await page.getByRole('button', { name: 'Move Cow up' }).isDisabled()).toBe(true);
    expect(heard()).toEqual([]);
    await page.getByRole('button', { name: 'Send' }).click();
    await eventually(moves).toEqual([[TAG, 2, 0, 1]]);
    await page.getByText('Sent').waitFor();
  });

  it('draw: strokes in pieces, no faster than seven moves a second, loaded only here', async () => {
    const page = await play({ kind: 'draw', label: 'Draw it', tag: TAG, pens: 8 });
    await eventually(() => phone.requests.some((url) => url.includes('/drawing-sheet-'))).toBe(true);
    const ink = (): Ink[] => heard().flatMap((input) => kit.readDrawn(input, TAG, 8) ?? []);
    const box = await page.locator('canvas').boundingBox();
    if (!box) throw new Error('no sheet');
    await page.getByRole('button', { name: 'blue' }).click();
    const from = Date.now();
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    for (let i = 0; i <= 150; i += 1) {
      const turn = i / 8;
      const [x, y] = [0.5 + (i / 400) * Math.cos(turn), 0.5 + (i / 400) * Math.sin(turn)];
      await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
    }
    await page.mouse.up();
    await passed(page, 500);
    const seconds = (Date.now() - from) / 1_000;
    const drawn = ink();
    expect(drawn[0]).toMatchObject({ what: 'begin', pen: 2 });
    expect(drawn.slice(1).every(({ what, pen }) => what === 'go' && pen === 2)).toBe(true);
    expect(drawn.length).toBeLessThanOrEqual(Math.ceil(seconds * 7) + 1);
    const picture = drawn.reduce(kit.drawnOn, [] as kit.Picture);
    expect(picture).toHaveLength(1);
    expect(picture[0]?.points.length).toBeGreaterThan(100);
    // The end of the spiral is where the pen was lifted.
    const [x = 0, y = 0] = picture[0]?.points.slice(-2) ?? [];
    const [endX, endY] = [0.5 + (150 / 400) * Math.cos(150 / 8), 0.5 + (150 / 400) * Math.sin(150 / 8)];
    expect(Math.hypot(x / 256 - endX, y / 256 - endY)).toBeLessThan(0.08);

    await page.locator('canvas').focus();
    await page.keyboard.press(' ');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await eventually(() => ink().reduce(kit.drawnOn, [] as kit.Picture)[1]).toEqual({
      pen: 2,
      points: [128, 128, 136, 128, 136, 136],
    });
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => ink().reduce(kit.drawnOn, [] as kit.Picture).length).toBe(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    await eventually(() => ink().at(-1)?.what).toBe('clear');
  });

  it('text: says how much room is left, in bytes', async () => {
    const page = await play({ kind: 'text', label: 'Say', tag: TAG, maxBytes: 8 });
    await page.getByRole('textbox').fill('äöü');
    await page.locator('.field .left', { hasText: '2' }).waitFor();
    await page.getByRole('textbox').fill('äöüäö');
    await page.getByText('That is too long').waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await eventually(moves).toEqual([[TAG, ...new TextEncoder().encode('äöüä')]]);
  });

  it('in forced colours: have edges where else only their ground told them apart', async () => {
    web = await startWebHub(
      pages.directory,
      listening(
        { kind: 'slider', label: 'Speed', axis: 2, upright: true },
        { kind: 'hold', label: 'Charge', button: 3 },
        { kind: 'shake', label: 'Shake it', button: 1 },
        { kind: 'card', label: 'Your word', from: 'word' },
        { kind: 'order', label: 'Sort', from: 'things', tag: TAG },
      ),
    );
    phone = await open(browser, 'phone', new URL(`?code=${CODE}`, web.url).href);
    await phone.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await join(phone.page, 'Ada', 4);
    await phone.page.getByRole('button', { name: 'Start' }).click();
    await phone.page.locator('.stage.playing').waitFor();
    const edge = (of: string): Promise<unknown> =>
      phone.page.evaluate(`getComputedStyle(document.querySelector('${of}')).borderTopWidth`);
    for (const of of ['.hold', '.slider', '.order li']) expect(await edge(of), of).toBe('2px');
    // axe reads the colours of the style sheet, not those that are forced.
    await phone.page.emulateMedia({ forcedColors: 'none' });
    expect(await edge('.hold')).toBe('0px');
  });
});
