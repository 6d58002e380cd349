import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../hub/games/catalogue.ts';
import { loadQuestionPacks } from '../../hub/question-packs.ts';
import { matchesIn } from '../../hub/recording/match-folder.ts';
import { bundle } from '../radio/support/bundle.ts';
import { withDir } from '../store/support/kept-hub.ts';
import { recordMatch } from './support/record.ts';

const question = (text: string) => ({ kind: 'choices', text, answer: 'Yes', wrong: ['No', 'Maybe'] });
const writePack = (packs: string, third: string): Promise<void> =>
  writeFile(
    join(packs, 'ours.json'),
    JSON.stringify({
      format: 1,
      id: 'ours',
      title: 'Our own',
      questions: ['One?', 'Two?', third, 'Four?', 'Five?'].map(question),
    }),
  );

describe('scripts/replay and question packs', () => {
  it('plays a quiz of a pack again with that pack, and says so when it is gone or others are asked', () =>
    withDir(async (dir) => {
      const packs = join(dir, 'packs');
      await Promise.all([mkdir(packs), mkdir(matchesIn(dir))]);
      await writePack(packs, 'Three?');
      const game = createCatalogue((await loadQuestionPacks(packs)).packs).get('quizours');
      if (!game) throw new Error('the pack is no game');
      const { path } = await recordMatch(matchesIn(dir), game, { steps: 100 });
      const program = await bundle(new URL('../../hub/replay/main.ts', import.meta.url));
      const verify = (...args: string[]) =>
        spawnSync(process.execPath, [program, path, '--verify', ...args], { encoding: 'utf8' });
      expect(verify()).toMatchObject({ status: 0, stdout: expect.stringContaining('Same to the byte') });

      await writePack(packs, 'Three and a half?');
      expect(verify()).toMatchObject({
        status: 1,
        stderr:
          'The questions of quizours are others than when the match was played: put the question pack back as it was.\n',
      });

      await rm(join(packs, 'ours.json'));
      expect(verify()).toMatchObject({
        status: 1,
        stderr:
          'The match is of the quiz quizours, whose question pack is not there any more: put it back into the folder packs of --data-dir.\n',
      });

      // Packs of another hub.
      const other = join(dir, 'other');
      await mkdir(join(other, 'packs'), { recursive: true });
      await writePack(join(other, 'packs'), 'Three?');
      expect(verify('--data-dir', other).status).toBe(0);
    }));
});
