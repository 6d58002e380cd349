import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderRules, makeRoom, matchName } from '../../hub/recording/match-folder.ts';
import { gameNamed } from '../hub/support/virtual-hub.ts';
import { recordMatch } from '../replay/support/record.ts';
import { withDir } from '../store/support/kept-hub.ts';

const fill = async (dir: string, count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1)
    await writeFile(join(dir, `${matchName(Date.UTC(2026, 0, 1, 0, i), 'pong', 1)}.match`), 'x');
};

describe('the folder of matches, when it is full', () => {
  it('keeps the match just played by a hub whose clock says 1970, and forgets the oldest of the others', () =>
    withDir(async (dir) => {
      await fill(dir, folderRules.files);
      const oldest = `${matchName(Date.UTC(2026, 0, 1), 'pong', 1)}.match`;
      const { path } = await recordMatch(dir, gameNamed('pong'), { at: 5_000, steps: 2 });
      expect(path).toMatch(/1970-01-01T00-00-05-000Z-pong-1\.match$/);
      const left = await readdir(dir);
      expect(left).toHaveLength(folderRules.files);
      expect(left).not.toContain(oldest);
    }));

  it('takes what it wrote itself in the order of writing, wherever the clock jumped meanwhile', () =>
    withDir(async (dir) => {
      await fill(dir, 2);
      const own = [Date.UTC(2040, 0), 0, Date.UTC(2026, 5)].map((at) => matchName(at, 'pong', 1));
      for (const name of own) await writeFile(join(dir, `${name}.match`), 'x');
      await makeRoom(dir, own, { files: 2, bytes: 1_000 });
      expect((await readdir(dir)).sort()).toEqual(own.slice(1).map((name) => `${name}.match`));
    }));
});
