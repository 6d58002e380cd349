import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../../scripts/prepare.sh', import.meta.url));
const hasFlock = spawnSync('flock', ['--version']).status === 0;

let place: string;
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'partyline-prepare-'));
  await mkdir(join(place, 'project/scripts'), { recursive: true });
  await copyFile(source, join(place, 'project/scripts/prepare.sh'));
  mkdirSync(join(place, 'temporary'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** `prepare` of a project in which nothing is missing; `packages` is what it does under its lock. */
const script = (packages: string): string => `
  . "${place}/project/scripts/prepare.sh"
  need_node() { :; }; need_build() { :; }
  need_packages() { ${packages}; }
  prepare
`;
const env = () => ({ ...process.env, TMPDIR: join(place, 'temporary') });

describe('the lock of the commands', () => {
  it('is nothing that lies where everybody may write, so nobody can plant a link for it', () => {
    const whileHeld = `ls "$TMPDIR" >"${place}/seen"`;
    const { status } = spawnSync('bash', ['-c', script(whileHeld)], { env: env() });
    expect(status).toBe(0);
    expect(readFileSync(join(place, 'seen'), 'utf8')).toBe('');
    expect(readdirSync(join(place, 'project'))).toEqual(['scripts']);
  });

  it.skipIf(!hasFlock)('lets two take turns', async () => {
    const log = join(place, 'log');
    writeFileSync(log, '');
    const first = spawn(
      'bash',
      ['-c', script(`echo first >>"${log}"; echo in; read -r; echo over >>"${log}"`)],
      {
        env: env(),
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    await once(createInterface({ input: first.stdout }), 'line');
    const ended = once(first, 'exit');
    const cannot = spawnSync('flock', ['--nonblock', join(place, 'project'), 'true']);
    expect(cannot.status).toBe(1);
    const second = spawn('bash', ['-c', script(`echo second >>"${log}"`)], { env: env(), stdio: 'inherit' });
    const secondEnded = once(second, 'exit');
    first.stdin.end('\n');
    expect(await ended).toEqual([0, null]);
    expect(await secondEnded).toEqual([0, null]);
    expect(readFileSync(log, 'utf8')).toBe('first\nover\nsecond\n');
  });
});
