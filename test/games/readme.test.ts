import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { questionsIn } from '../../hub/games/quiz/languages.ts';
import parsePack from '../../hub/games/quiz/packs.ts';

const games = new URL('../../hub/games/', import.meta.url);
const readme = await readFile(new URL('README.md', games), 'utf8');
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 's').exec(readme)?.[1] ?? '';

describe('the guide to writing a game', () => {
  it('quotes the example game as it is', async () => {
    const source = await readFile(new URL('example-tug/game.ts', games), 'utf8');
    expect(block('ts')).toBe(source.trimEnd());
  });

  it('quotes its texts in German as they are', async () => {
    const source = await readFile(new URL('example-tug/texts.ts', games), 'utf8');
    expect(readme).toContain(`\`\`\`ts\n${source.trimEnd()}\n\`\`\``);
  });

  it('shows a question pack that can be read', () => {
    const pack = parsePack(JSON.parse(block('json')), 'README.md');
    expect(questionsIn(pack, 'en')).toHaveLength(2);
    expect(questionsIn(pack, 'de')).toHaveLength(2);
  });

  it('names only files that are there', async () => {
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) await expect(readFile(new URL(link, games)), link).resolves.toBeDefined();
  });
});
