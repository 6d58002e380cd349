import { inspect } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQuiz } from '../../hub/games/quiz/game.ts';
import type { QuizView } from '../../hub/games/quiz/view.ts';
import { overWebSocket } from '../../phone-sim/link-websocket.ts';
import { SimPhone } from '../../phone-sim/phone.ts';
import { eventually, hasBrowser, join, launch, type Opened, open } from './support/browser.ts';
import { type BuiltPages, builtPages, CODE, startWebHub, type WebHub } from './support/hub.ts';

const LONG_MS = 90_000;
const WORDS = 'purple walrus';

/** One question, to be answered in writing: what one writes is a secret until everybody has. */
const quiz = createQuiz(
  { id: 'quiz', title: 'Quiz', rules: 'Write.' },
  { choose: 'Your answer', buzz: 'Buzzer', say: 'Write your answer' },
  [{ kind: 'text', text: 'What is the capital of Peru?', answer: 'Lima', wrong: [], also: [] }],
);

const bitsOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(2).padStart(8, '0')).join('');
/** States are packed in bits, so words may begin anywhere in a byte. */
const holds = (frame: Uint8Array, words: string): boolean =>
  bitsOf(frame).includes(bitsOf(Buffer.from(words)));

/** Every frame that the hub sends to a page from its next load on. */
const framesTo = (page: Page): Uint8Array[] => {
  const frames: Uint8Array[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string') frames.push(payload);
    }),
  );
  return frames;
};

describe.skipIf(!hasBrowser)('a quiz in a real browser (needs chromium)', { timeout: LONG_MS }, () => {
  let pages: BuiltPages;
  let web: WebHub;
  let browser: Browser;
  const view = (): QuizView => web.hub.state.game.view(web.hub.state.play) as QuizView;

  beforeAll(async () => {
    pages = await builtPages();
    web = await startWebHub(pages.directory, quiz);
    browser = await launch();
  }, LONG_MS);
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
    pages?.remove();
  }, LONG_MS);

  it('sends what one player wrote to nobody else before the reveal, and shows the same points to all', async () => {
    const tv = await open(browser, 'tv', web.tv);
    const phones: Opened[] = [];
    for (const [name, colour] of [
      ['Ada', 4],
      ['Grace', 9],
    ] as const) {
      const phone = await open(browser, 'phone', `${web.url}?code=${CODE}`);
      phones.push(phone);
      await join(phone.page, name, colour);
    }
    const [ada, grace] = phones;
    if (!ada || !grace) throw new Error('two phones were opened');
    // From here on all is recorded: a reload resumes the seat on a new socket.
    const [adas, graces, tvs] = [framesTo(ada.page), framesTo(grace.page), framesTo(tv.page)];
    for (const { page } of [ada, grace, tv]) await page.reload();
    await tv.page.locator('.seat.taken').nth(1).waitFor();
    // Frames are sealed: what is in them is seen by somebody who was let in, and only looks on.
    const seen: string[] = [];
    const watcher = new SimPhone({
      name: 'Watcher',
      code: CODE,
      role: 'watcher',
      inputsPerSecond: 0,
      radios: new Map([['websocket', overWebSocket(new URL(web.url).host)]]),
      watch: (effect) => {
        if (effect.type === 'state') seen.push(inspect(effect.view, { depth: null, maxStringLength: null }));
      },
    });
    watcher.start();
    await eventually(() => seen.length > 0).toBe(true);

    await ada.page.getByRole('button', { name: 'Start' }).click();
    await ada.page.getByLabel('Write your answer').fill(WORDS);
    await ada.page.getByRole('button', { name: 'Send' }).click();
    await eventually(() => view().players.get(0)?.answered).toBe(true);
    expect(view().phase).toBe('asking');
    const { game, play } = web.hub.state;
    expect(inspect(game.secretOf?.(play, 0))).toContain(WORDS);
    expect(inspect(game.secretOf?.(play, 1))).not.toContain(WORDS);
    await eventually(() => seen.some((state) => state.includes('answered: true'))).toBe(true);
    expect(graces.length).toBeGreaterThan(5);
    expect(await grace.page.content()).not.toContain(WORDS);
    // Nor the right answer, before it is revealed.
    for (const words of [WORDS, 'Lima']) expect(seen.filter((state) => state.includes(words))).toEqual([]);

    await grace.page.getByLabel('Write your answer').fill('Lima');
    await grace.page.getByRole('button', { name: 'Send' }).click();
    await Promise.all([tv, ada, grace].map(({ page }) => page.locator('.ranking li').nth(1).waitFor()));
    const points = view().players.get(1)?.points ?? 0;
    expect(points).toBeGreaterThan(0);
    for (const { page } of [tv, ada, grace])
      expect(await page.locator('.ranking li').first().textContent()).toBe(`GGrace${points}`);
    await eventually(() => seen.some((state) => state.includes('Lima'))).toBe(true);
    expect(seen.filter((state) => state.includes(WORDS))).toEqual([]);
    watcher.leave();
    // Whoever listens on the way reads neither the one nor the other, nor the question.
    for (const words of [WORDS, 'Lima', 'capital of Peru'])
      expect([...adas, ...graces, ...tvs].filter((frame) => holds(frame, words))).toEqual([]);
  });
});
