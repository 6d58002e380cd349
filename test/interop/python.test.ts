import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)("a stranger's implementation, from the text alone", () => {
  it('agrees with every vector of sealed links', () => {
    const checked = execFileSync('python3', ['-B', here('check_vectors.py'), here('../vectors')], {
      encoding: 'utf8',
    });
    expect(Number.parseInt(checked, 10)).toBeGreaterThan(80);
  }, 60_000);
});
