import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadQuestionPacks } from '../../hub/question-packs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'partyline-packs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const pack = (id: string): string =>
  JSON.stringify({
    format: 1,
    id,
    title: 'T',
    questions: [{ kind: 'text', text: 'How much is 1 and 1?', answer: '2' }],
  });
const put = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

describe('the folder of question packs', () => {
  it('need not be there', async () => {
    expect(await loadQuestionPacks(join(folder, 'none'))).toEqual({ packs: [], problems: [] });
  });

  it('gives its packs in order of names, and a sentence for each file that is no pack', async () => {
    await put('b.json', pack('bees'));
    await put('a.json', pack('ants'));
    await put('c.json', pack('bees'));
    await put('d.json', '{');
    await put('e.json', '{}');
    await put('f.json', pack('starter'));
    await put('g.json', ' '.repeat(1_000_001));
    await put('notes.txt', 'not a pack');
    const { packs, problems } = await loadQuestionPacks(folder);
    expect(packs.map(({ id }) => id)).toEqual(['ants', 'bees']);
    expect(problems).toEqual([
      expect.stringMatching(/c\.json: id: bees is taken/),
      expect.stringMatching(/d\.json is not JSON/),
      expect.stringMatching(/e\.json: format/),
      expect.stringMatching(/f\.json: id: starter is taken/),
      expect.stringMatching(/g\.json is over 1000000 bytes/),
    ]);
  });

  it('gives no more than 20 MB of them, and says which are not used', async () => {
    for (let i = 10; i < 34; i += 1) await put(`${i}.json`, pack(`p${i}`).padEnd(999_000));
    const { packs, problems } = await loadQuestionPacks(folder);
    expect(packs).toHaveLength(20);
    expect(problems).toEqual([
      expect.stringMatching(/more than 20000000 bytes .* not used: 30\.json, 31\.json, 32\.json and 1 more/),
    ]);
  });
});
