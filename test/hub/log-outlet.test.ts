import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LogOutlet } from '../../hub/log-outlet.ts';

const home = mkdtempSync(join(tmpdir(), 'partyline-log-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('where lines of the log go', () => {
  it('leaves lines out while the reader is behind, says how many, and cuts none in two', () => {
    const path = join(home, 'pipe');
    execFileSync('mkfifo', [path]);
    // A descriptor that waits, as a shell gives one.
    const pipe = openSync(path, constants.O_RDWR);
    const outlet = new LogOutlet(pipe);
    const filler = 'x'.repeat(5_000);
    for (let n = 0; n < 100; n += 1) outlet.write(`${JSON.stringify({ n, filler })}\n`);
    const taken = Buffer.alloc(1024 * 1024);
    let length = readSync(pipe, taken);
    outlet.write('{"n":"last"}\n');
    length += readSync(pipe, taken, length, taken.length - length, null);
    closeSync(pipe);
    const lines = taken
      .toString('utf8', 0, length)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { n?: number | string; linesLost?: number });
    const { linesLost = 0 } = lines.at(-2) ?? {};
    expect(lines.at(-1)).toEqual({ n: 'last' });
    expect(linesLost).toBeGreaterThan(50);
    expect(lines.slice(0, -2).map(({ n }) => n)).toEqual(
      Array.from({ length: 100 - linesLost }, (_, n) => n),
    );
  });

  it('goes on where the reader is gone, and where there never was one', () => {
    const outlet = new LogOutlet(9_999);
    outlet.write('nobody\n');
    const path = join(home, 'file');
    const file = openSync(path, 'w');
    const kept = new LogOutlet(file);
    kept.write('one\n');
    kept.write('two\n');
    closeSync(file);
    kept.write('three\n');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });
});
