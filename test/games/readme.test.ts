import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { questionsIn } from '../../hub/games/quiz/languages.ts';
import parsePack from '../../hub/games/quiz/packs.ts';

const games = new URL('../../hub/games/', import.meta.url);
const readme = await readFile(new URL('README.md', games), 'utf8');
/** The first block of code in a language that has a word in it. */
const block = (language: string, word = ''): string =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 'gs'))]
    .map(([, code]) => code ?? '')
    .find((code) => code.includes(word)) ?? '';

describe('the guide to writing a game', () => {
  it('quotes the example game as it is', async () => {
    const source = await readFile(new URL('example-tug/game.ts', games), 'utf8');
    expect(block('ts')).toBe(source.trimEnd());
  });

  it.each([
    ['texts in German', 'ts', 'texts.ts'],
    ['picture', 'ts', 'tv.ts'],
    ['package.json', 'json', 'package.json'],
  ])('quotes its %s as it is', async (_, language, file) => {
    const source = await readFile(new URL(`example-tug/${file}`, games), 'utf8');
    expect(readme).toContain(`\`\`\`${language}\n${source.trimEnd()}\n\`\`\``);
  });

  it('shows a question pack that can be read', () => {
    const pack = parsePack(JSON.parse(block('json', '"format"')), 'README.md');
    expect(questionsIn(pack, 'en')).toHaveLength(2);
    expect(questionsIn(pack, 'de')).toHaveLength(2);
  });

  it('names only files that are there', async () => {
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) await expect(readFile(new URL(link, games)), link).resolves.toBeDefined();
  });
});
