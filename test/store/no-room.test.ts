import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { overWebSocket } from '../../phone-sim/link-websocket.ts';
import { SimPhone } from '../../phone-sim/phone.ts';
import { bundle } from '../radio/support/bundle.ts';
import { freePort, kill, startHub } from './support/hub-process.ts';
import { withDir } from './support/kept-hub.ts';

const HOST = '127.0.0.1';

/** Mounts of its own for one process, without being root outside. */
const within = (mounts: string): readonly string[] => [
  'unshare',
  '-Umr',
  'sh',
  '-c',
  `${mounts} && exec "$@"`,
  'sh',
];

const mayMount = ((): boolean => {
  const [command = '', ...args] = within('mount -t tmpfs -o size=64k tmpfs /mnt');
  return spawnSync(command, [...args, 'true']).status === 0;
})();

const places: readonly (readonly [string, (dir: string) => string, RegExp])[] = [
  [
    'full',
    (dir) =>
      `mount -t tmpfs -o size=64k tmpfs '${dir}' && { dd if=/dev/zero of='${dir}/full' bs=64k count=2 2>/dev/null || true; }`,
    /^Nothing can be kept in .*No space left on device.*Choose another place with --data-dir/,
  ],
  [
    'read-only',
    (dir) => `mount --bind '${dir}' '${dir}' && mount -o remount,bind,ro '${dir}'`,
    /^Nothing can be kept in .*read-only file system.*Choose another place with --data-dir/,
  ],
];

describe.skipIf(!mayMount)('a data directory on a file system of its own', () => {
  it.each(places)(
    'that is %s is told in one sentence, and the game is played',
    (_, mounts, sentence) =>
      withDir(async (dir) => {
        const port = await freePort();
        const program = await bundle(new URL('../../hub/main.ts', import.meta.url));
        const flags = ['--radio', 'off', '--game', 'arena', '--code', '4711', '--bind', HOST];
        const where = ['--port', `${port}`, '--tcp-port', '0', '--data-dir', join(dir, 'data')];
        const hub = await startHub(program, [...flags, ...where], {}, within(mounts(dir)));
        const phone = new SimPhone({
          name: 'Ada',
          code: '4711',
          radios: new Map([['websocket', overWebSocket(`${HOST}:${port}`)]]),
          inputsPerSecond: 30,
        });
        try {
          expect(hub.notes.filter((note) => sentence.test(note))).toHaveLength(1);
          phone.start();
          await phone.until(({ audit }) => audit.figures.checked >= 30);
          phone.stopPlaying();
          await phone.until(({ inputs }) => inputs.acknowledged === inputs.numbered);
          expect(phone.audit.figures).toMatchObject({ lost: 0, duplicated: 0 });
        } finally {
          await phone.leave();
          await kill(hub, 'SIGTERM');
        }
        expect(hub.child.exitCode).toBe(0);
      }),
    60_000,
  );
});
