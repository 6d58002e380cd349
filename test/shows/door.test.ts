import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';
import { ask, Stranger } from '../web/support/strangers.ts';
import { build, Running } from './support/running.ts';
import { CODE, HOST, HubShow } from './support/show.ts';

const LONG_MS = 60_000;
const evil = { host: 'evil.example' };
/** Of a match, as the hub names them. */
const MATCH = '2026-01-01T00-00-00-000Z-pong-1.match';

const cleanUp: (() => unknown)[] = [];
afterEach(() => {
  for (const clean of cleanUp.splice(0)) clean();
});
const dataDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'partyline-door-'));
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
};
const status = async (hub: HubShow, path: string, headers: Record<string, string> = {}): Promise<number> =>
  (await ask(hub.ready.http, path, { headers })).status;

const keyOf = (hub: HubShow): Record<string, string> => ({ authorization: `Bearer ${hub.hostKey}` });

describe('the door of a hub that runs', () => {
  it('knows its own names, and lets no page of another name in, by whichever way', {
    timeout: LONG_MS,
  }, async () => {
    const hub = await HubShow.start('--radio', 'off');
    for (const path of [
      '/',
      '/tv',
      '/healthz',
      '/metrics',
      '/games.json',
      '/ca.crt',
      '/host.json',
      '/matches',
    ])
      expect(await status(hub, path, evil)).toBe(421);
    const ws = new WebSocket(`ws://${HOST}:${hub.ready.http}/play`, WEBSOCKET_SUBPROTOCOL, {
      origin: 'http://evil.example',
      headers: evil,
    });
    await expect(once(ws, 'open')).rejects.toThrow('421');
    for (const path of ['/', '/healthz', '/ca.crt'])
      expect(await status(hub, path, { host: 'partyline.local' })).toBe(200);
  });

  it("gives the host's key to nobody behind a proxy", { timeout: LONG_MS }, async () => {
    const hub = await HubShow.start('--radio', 'off');
    expect(await status(hub, '/sessions.json')).toBe(200);
    expect(await status(hub, '/host.json')).toBe(401);
    expect(await status(hub, '/host.json', keyOf(hub))).toBe(200);
    for (const name of [
      'Forwarded',
      'X-Real-IP',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Forwarded-Proto',
      'Via',
      'CF-Connecting-IP',
      'True-Client-IP',
    ])
      for (const [path, refused] of [
        ['/host.json', 401],
        ['/sessions.json', 403],
        ['/matches', 403],
        ['/metrics', 403],
      ] as const)
        expect(await status(hub, path, { [name]: '203.0.113.7' })).toBe(refused);
  });

  it("tells its figures here and to whoever has the host's key, or to all if it is told so", {
    timeout: LONG_MS,
  }, async () => {
    const hub = await HubShow.start('--radio', 'off');
    const elsewhere = { host: '127.0.0.2' };
    expect(await status(hub, '/metrics')).toBe(200);
    expect(await status(hub, '/metrics', elsewhere)).toBe(403);
    expect(await status(hub, '/metrics', { ...elsewhere, authorization: 'Bearer wrong' })).toBe(403);
    expect(await status(hub, '/metrics', { ...elsewhere, ...keyOf(hub) })).toBe(200);
    expect(await status(hub, '/healthz', elsewhere)).toBe(200);
    const open = await HubShow.start('--radio', 'off', '--metrics', 'open');
    expect(await status(open, '/metrics', elsewhere)).toBe(200);
  });

  it('gathers its figures once for all who ask within a second', { timeout: LONG_MS }, async () => {
    const hub = await HubShow.start('--radio', 'off');
    const began = performance.now();
    const texts = await Promise.all(
      Array.from({ length: 200 }, async () => (await ask(hub.ready.http, '/metrics')).body.toString()),
    );
    // The processor time that the hub has used so far is another one each time that it is asked for.
    expect(new Set(texts).size).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - began) / 1_000));
  });
});

describe('a hub on a bad day', () => {
  it('lives when it has no descriptor left, and shows its pages then too', { timeout: LONG_MS }, async () => {
    const few = ['bash', '-c', 'ulimit -n 128; exec "$@"', '--'];
    const flags = ['--port', '0', '--tcp-port', '0', '--code', CODE, '--announce', 'off', '--radio', 'off'];
    const running = new Running('hub/main.js', [...flags, '--data-dir', dataDir()], { within: few });
    cleanUp.push(() => running.kill('SIGKILL'));
    const [, line = ''] = await running.says(/^ready (\{.*\})$/m);
    const { http: port } = JSON.parse(line) as { readonly http: number };
    const ws = new WebSocket(`ws://${HOST}:${port}/play`, WEBSOCKET_SUBPROTOCOL);
    await once(ws, 'open');
    const before = await Stranger.come(port);
    // From three addresses: of one alone there would be too many before the descriptors are.
    const crowd: Stranger[] = [];
    for (let n = 0; n < 150; n += 1) crowd.push(await Stranger.come(port, `127.0.0.${2 + (n % 3)}`));
    // The first that is dropped: no descriptor is left.
    await Promise.race(crowd.map(({ gone }) => gone));
    before.say(`GET /tv HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    await before.hears(/<\/html>/);
    expect(ws.readyState).toBe(WebSocket.OPEN);
    expect(running.child.exitCode).toBeNull();
  });

  it('says at most once a second that requests fail', { timeout: LONG_MS }, async () => {
    const dir = dataDir();
    const hub = await HubShow.start('--radio', 'off', '--data-dir', dir);
    // A folder that cannot be read, for root neither.
    rmSync(join(dir, 'matches'), { recursive: true, force: true });
    writeFileSync(join(dir, 'matches'), '');
    const key = keyOf(hub);
    const began = performance.now();
    for (let n = 0; n < 300; n += 1) expect(await status(hub, '/matches', key)).toBe(500);
    for (let n = 0; n < 300; n += 1) expect(await status(hub, '//')).toBe(400);
    const lines = hub.running.err.split('\n').filter((one) => one.includes('a web request failed'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - began) / 1_000));
    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ leftOut: 0, err: { code: 'ENOTDIR' } });
  });

  it('takes no pipe for a match, and still ends when it is told to', { timeout: LONG_MS }, async () => {
    const dir = dataDir();
    const hub = await HubShow.start('--radio', 'off', '--data-dir', dir);
    mkdirSync(join(dir, 'matches'), { recursive: true });
    execFileSync('mkfifo', [join(dir, 'matches', MATCH)]);
    const headers = keyOf(hub);
    expect((await ask(hub.ready.http, '/matches', { headers })).body.toString()).toBe('[]');
    expect(await status(hub, `/matches/${MATCH}`, headers)).toBe(404);
    expect((await hub.running.kill('SIGTERM')).code).toBe(0);
  });

  it.each(['pipe', 'socket'] as const)(
    'plays on though nobody reads its log, a %s',
    { timeout: LONG_MS },
    async (kind) => {
      // Whoever keeps a pipe open for both and reads nothing of it.
      const unread = ['bash', '-c', 'exec 2> >(exec sleep 60); exec "$@"', '--'];
      const flags = ['--port', '0', '--tcp-port', '0', '--code', CODE, '--announce', 'off', '--radio', 'off'];
      const running = new Running('hub/main.js', [...flags, '--data-dir', dataDir(), '--log-level', 'info'], {
        ...(kind === 'pipe' ? { within: unread } : {}),
        readsErrors: false,
      });
      cleanUp.push(() => running.kill('SIGKILL'));
      const [, line = ''] = await running.says(/^ready (\{.*\})$/m);
      const { http, tcp } = JSON.parse(line) as { readonly http: number; readonly tcp: number };
      for (let n = 0; n < 2_000; n += 1) {
        const socket = connect({ port: tcp, host: HOST });
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        socket.destroy();
      }
      expect((await ask(http, '/healthz')).status).toBe(200);
    },
  );

  it('shows its pages while another build takes the place of its own', { timeout: LONG_MS }, async () => {
    const place = join(build, '..', `.build-door-${process.pid}`);
    cleanUp.push(() => rmSync(place, { recursive: true, force: true }));
    const make = (): void => {
      execFileSync(process.execPath, [join(build, '../scripts/build.mjs'), place]);
    };
    make();
    const hub = await HubShow.startFrom(place, '--radio', 'off');
    const [, script = ''] = /src="([^"]+)"/.exec((await ask(hub.ready.http, '/tv')).body.toString()) ?? [];
    expect((await ask(hub.ready.http, script)).status).toBe(200);
    make();
    expect((await ask(hub.ready.http, script)).status).toBe(200);
    renameSync(place, `${place}-gone`);
    cleanUp.push(() => rmSync(`${place}-gone`, { recursive: true, force: true }));
    expect((await ask(hub.ready.http, '/')).status).toBe(200);
    expect((await ask(hub.ready.http, script)).status).toBe(200);
    expect((await hub.running.kill('SIGTERM')).code).toBe(0);
  });
});
