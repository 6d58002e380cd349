import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../store/support/hub-process.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'partyline-installed-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What install-pi copies, and how. */
const listed = (): string[] =>
  execFileSync(process.execPath, [join(project, 'scripts/what-runs.mjs')], { encoding: 'utf8' })
    .trim()
    .split('\n');

const perl = '/usr/bin/perl';

/** Reads datagrams as systemd does, and prints one a line; the first line says that it listens. */
const RECEIVER = `
use Socket; $| = 1;
socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die $!;
bind($s, pack_sockaddr_un($ARGV[0])) or die $!;
print "listening\\n";
while (defined recv($s, my $message, 4096, 0)) { $message =~ s/\\n/ /g; print "$message\\n"; }
`;

describe('the installed hub', () => {
  it('has none of what fetched and compiled its packages', () => {
    const packages = new Set(
      listed().flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    );
    expect([...packages]).toContain('pino');
    for (const name of ['node-gyp', '@mapbox/node-pre-gyp', 'tar', 'rimraf', 'glob', 'usb', 'nan'])
      expect([...packages]).not.toContain(name);
    expect(packages.size).toBeLessThan(40);
  });

  it.skipIf(!existsSync(perl))(
    'runs from what was copied, and tells systemd that it is ready once it serves',
    async () => {
      const copied = execFileSync('tar', ['--create', '--directory', project, '--files-from=-'], {
        input: listed().join('\n'),
        maxBuffer: 1 << 28,
      });
      execFileSync('tar', ['--extract', '--directory', folder], { input: copied });
      const socket = join(folder, 'notify');
      const systemd = spawn(perl, ['-e', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
      const words = createInterface({ input: systemd.stdout })[Symbol.asyncIterator]();
      expect((await words.next()).value).toBe('listening');

      const port = await freePort();
      const flags = ['--port', `${port}`, '--tcp-port', '0', '--radio', 'off', '--bind', '127.0.0.1'];
      const hub = spawn(
        perl,
        ['scripts/with-notify-socket', process.execPath, '.build/hub/main.js', ...flags, '--announce', 'off'],
        {
          cwd: folder,
          stdio: ['ignore', 'ignore', 'inherit'],
          env: { ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: '600000', PARTYLINE_DATA_DIR: folder },
        },
      );
      const ended = once(hub, 'exit');
      // A hub that ends before its time must not be waited for.
      void ended.then(() => systemd.kill('SIGKILL'));
      try {
        expect((await words.next()).value).toMatch(/^READY=1 STATUS=pong on port/);
        const health = await fetch(`http://127.0.0.1:${port}/healthz`);
        expect(await health.json()).toMatchObject({ ok: true, port });
        // It lives: said by the hub itself, whose process has no children.
        expect((await words.next()).value).toBe('WATCHDOG=1');
        expect(readFileSync(`/proc/${hub.pid}/task/${hub.pid}/children`, 'utf8')).toBe('');
        const load = 'for (const p of process.argv.slice(1)) require(p)';
        const native = ['@abandonware/bleno/lib/hci-socket/gatt', '@abandonware/bluetooth-hci-socket'];
        // Compiled here or not at all: a machine without a compiler plays over Wi-Fi.
        if (existsSync(join(folder, 'node_modules/@abandonware/bluetooth-hci-socket')))
          execFileSync(process.execPath, ['-e', load, ...native], { cwd: folder });
        hub.kill('SIGTERM');
        for (let word = ''; word !== 'STOPPING=1'; ) word = String((await words.next()).value);
        expect(await ended).toEqual([0, null]);
      } finally {
        hub.kill('SIGKILL');
        systemd.kill('SIGKILL');
      }
    },
  );
});
