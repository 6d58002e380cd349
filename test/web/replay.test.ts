import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { games } from '../../hub/games/catalogue.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { createQuiz } from '../../hub/games/quiz/game.ts';
import type { RoomState } from '../../hub/room/room-state.ts';
import { gameOfMatch } from '../../hub/web/pages/tv/replay/games.ts';
import { recordMatch } from '../replay/support/record.ts';
import { violations } from './support/axe.ts';
import { eventually, hasBrowser, join as joinRoom, launch, type Opened, open } from './support/browser.ts';
import { type BuiltPages, builtPages, CODE, startWebHub, type WebHub } from './support/hub.ts';

const LONG_MS = 90_000;

const quiz = createQuiz(
  { id: 'quiz', title: 'Quiz', rules: 'Write.' },
  { choose: 'Your answer', buzz: 'Buzzer', say: 'Write your answer' },
  [{ kind: 'text', text: 'What is the capital of Peru?', answer: 'Lima', wrong: [], also: [] }],
);

it('every game of the house can be shown again in the page', async () => {
  for (const { meta, content } of games.values()) {
    const sent = { title: meta.title, rules: meta.rules, questions: content };
    const there = await gameOfMatch(content ? { gameId: meta.id, quiz: sent } : { gameId: meta.id });
    expect(there?.meta.id).toBe(meta.id);
  }
});

/** Points by name, as a page has them at the end of a match. */
const pointsOn = (page: Page): Promise<Record<string, number>> =>
  page
    .locator('.ranking li')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.querySelector('span:not(.badge)')?.textContent,
          Number(row.querySelector('b')?.textContent),
        ]),
      ),
    );
const pointsIn = ({ members, result }: RoomState): Record<string, number> =>
  Object.fromEntries(
    [...(result ?? [])].map(([number, points]) => [members.get(number)?.name ?? '?', points]),
  );
const tickOf = async (page: Page): Promise<number> =>
  Number(await page.locator('.replay').getAttribute('data-tick'));

describe.skipIf(!hasBrowser)('matches of before on the TV (needs chromium)', { timeout: LONG_MS }, () => {
  let pages: BuiltPages;
  let browser: Browser;
  let dir: string;
  let web: WebHub;
  const opened: Opened[] = [];
  const show = async (screen: 'phone' | 'tv', path: string): Promise<Opened> => {
    const one = await open(browser, screen, new URL(path, web.url).href);
    opened.push(one);
    return one;
  };
  const start = async (game: AnyGame): Promise<void> => {
    web = await startWebHub(pages.directory, game, { matches: dir });
  };
  const openList = async (path = web.tv): Promise<Opened> => {
    const tv = await show('tv', path);
    await tv.page.locator('.library-entry').click();
    await tv.page.locator('.match:focus').waitFor();
    return tv;
  };

  beforeAll(async () => {
    pages = await builtPages();
    browser = await launch();
  }, LONG_MS);
  afterAll(async () => {
    await browser?.close();
    pages?.remove();
  }, LONG_MS);
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'partyline-replay-'));
  });
  afterEach(async () => {
    for (const { context } of opened.splice(0)) await context.close();
    await web.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('a quiz that was just played is in the list, and comes to the same end again', async () => {
    await start(quiz);
    const tv = await show('tv', web.tv);
    for (const [name, colour] of [
      ['Ada', 4],
      ['Grace', 9],
    ] as const) {
      const phone = await show('phone', `?code=${CODE}`);
      await joinRoom(phone.page, name, colour);
    }
    const [, ada, grace] = opened;
    if (!ada || !grace) throw new Error('two phones were opened');
    await ada.page.getByRole('button', { name: 'Start' }).click();
    for (const [{ page }, answer] of [
      [ada, 'Quito'],
      [grace, 'Lima'],
    ] as const) {
      await page.getByLabel('Write your answer').fill(answer);
      await page.getByRole('button', { name: 'Send' }).click();
    }
    await tv.page.locator('.ranking li').nth(1).waitFor();
    const points = pointsIn(web.hub.state);
    const endTick = web.hub.tick;
    expect(Object.keys(points)).toEqual(['Ada', 'Grace']);

    await eventually(async () => (await readdir(dir)).filter((name) => name.endsWith('.match')).length).toBe(
      1,
    );
    await tv.page.keyboard.press('Escape');
    await tv.page.locator('.lobby').waitFor();
    await tv.page.keyboard.press('m');
    await tv.page.locator('.match-player', { hasText: `Grace ${points.Grace}` }).waitFor();
    await tv.page.keyboard.press('Enter');
    await tv.page.locator('.replay').waitFor();
    expect(await tv.page.locator('.ranking').count()).toBe(0);
    await tv.page.keyboard.press('End');
    await tv.page.locator('.ranking li').nth(1).waitFor();
    expect(await pointsOn(tv.page)).toEqual(points);
    expect(await tickOf(tv.page)).toBeLessThanOrEqual(endTick);
    // The last state is the recorded one to the byte: the page compared its hash.
    expect(await tv.page.locator('.replay').getAttribute('data-same')).toBe('true');
    expect(tv.complaints).toEqual([]);
  });

  it('is played forward and back, faster and slower, state by state, and to any place', async () => {
    const { truth } = await recordMatch(dir, pong as AnyGame);
    const end = [...truth].find(([, { phase }]) => phase === 'over');
    if (!end) throw new Error('nobody won');
    await start(pong as AnyGame);
    const tv = await openList();
    const { page } = tv;
    expect(await violations(tv), 'list').toEqual([]);
    await page.keyboard.press('Enter');
    await page.locator('.replay').waitFor();
    const tick = () => tickOf(page);
    await page.keyboard.press('PageDown');
    const first = await tick();
    await eventually(tick).toBeGreaterThan(first + 5);

    await page.keyboard.press('Space');
    const stood = await tick();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await eventually(tick).toBe(stood + 2);
    await page.keyboard.press('ArrowLeft');
    await eventually(tick).toBe(stood + 1);
    expect(await violations(tv), 'replay').toEqual([]);

    await page.keyboard.press('End');
    await eventually(tick).toBe(end[0]);
    await page.locator('.ranking li').nth(1).waitFor();
    expect(await pointsOn(page)).toEqual(pointsIn(end[1]));
    expect(await page.locator('.replay').getAttribute('data-same')).toBe('true');
    expect(await violations(tv), 'end').toEqual([]);

    // Back to the beginning, at eight times the speed.
    await page.keyboard.press('r');
    for (const speed of ['2', '4', '8']) {
      await page.keyboard.press('ArrowDown');
      await page.getByText(`Speed: ${speed} times, backward`).waitFor();
    }
    await page.keyboard.press('Space');
    await eventually(tick).toBeLessThan(end[0] - 100);
    await page.locator('.ranking').waitFor({ state: 'detached' });
    await eventually(tick).toBe(Math.min(...[...truth.keys()].filter((t) => truth.get(t)?.match === 1)));
    await page.locator('.seek input').fill('20000');
    await eventually(tick).toBeGreaterThan(400);

    await page.keyboard.press('Escape');
    await page.locator('.match:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.lobby').waitFor();
    expect(tv.complaints).toEqual([]);
  });

  it('leaves by itself at the end, unless somebody wants something else', async () => {
    await recordMatch(dir, pong as AnyGame);
    await start(pong as AnyGame);
    const { page } = await openList();
    await page.keyboard.press('Enter');
    await page.locator('.replay').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press(',');
    await page.keyboard.press('Space');
    await page.getByText(/Back to all matches in \d+ s/).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText(/Back to all matches in/).waitFor({ state: 'detached' });
    await page.keyboard.press('Space');
    await page.getByText(/Back to all matches in/).waitFor();
    await page.locator('.match-list').waitFor();
  });

  it('says what is wrong with a file that is damaged, in German too, and stays in the list', async () => {
    const { path } = await recordMatch(dir, pong as AnyGame, { steps: 30 });
    const file = await readFile(path);
    file[file.length - 400] = (file[file.length - 400] ?? 0) ^ 1;
    await writeFile(path, file);
    await start(pong as AnyGame);
    const tv = await openList(web.tv.replace('tv#', 'tv?lang=de#'));
    await tv.page.getByRole('heading', { name: 'Spielaufzeichnungen' }).waitFor();
    await tv.page.locator('.match').click();
    await tv.page.getByRole('alert').getByText('Die Datei dieser Aufzeichnung ist beschädigt.').waitFor();
    expect(await violations(tv)).toEqual([]);
    await tv.page.getByRole('button', { name: 'Zurück zum Start' }).click();
    await tv.page.locator('.lobby').waitFor();
  });

  it('makes way when a match begins, and says so', async () => {
    await recordMatch(dir, pong as AnyGame);
    await start(pong as AnyGame);
    const tv = await openList();
    const ada = await show('phone', `?code=${CODE}`);
    await joinRoom(ada.page, 'Ada', 4);
    const grace = await show('phone', `?code=${CODE}`);
    await joinRoom(grace.page, 'Grace', 9);
    await tv.page.keyboard.press('Enter');
    await tv.page.locator('.replay').waitFor();
    await ada.page.getByRole('button', { name: 'Start' }).click();
    await tv.page.getByText('A match begins: back to the live picture').waitFor();
    await tv.page.locator('.play:not(.replay)').waitFor();
    expect(await violations(tv)).toEqual([]);
    // Keys are those of the live match again.
    await tv.page.keyboard.press('Space');
    await ada.page.getByText('Paused').waitFor();
  });

  it('is offered only by a TV with the rights of the host', async () => {
    await start(pong as AnyGame);
    const tv = await show('tv', `tv?code=${CODE}`);
    await tv.page.locator('.lobby').waitFor();
    expect(await tv.page.locator('.library-entry').count()).toBe(0);
    await tv.page.keyboard.press('m');
    expect(await tv.page.locator('.matches').count()).toBe(0);
    // With the key of the host in its address it has them.
    await tv.page.goto(web.tv);
    await tv.page.locator('.library-entry').click();
    await tv.page.getByText('No match has been recorded yet.').waitFor();
  });
});
