import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnyGame } from '../../hub/games/game.ts';
import pong from '../../hub/games/pong/game.ts';
import { ownHostKey } from '../../hub/store/host-key.ts';
import { listen } from '../../hub/transport/listen.ts';
import { CODE, FINGERPRINT, HOST_KEY, SECRET, startWebHub, type WebHub } from './support/hub.ts';

describe('the file with the host key', () => {
  let dir: string;
  const notes: string[] = [];
  const start = (where = dir): Promise<string> =>
    ownHostKey(where, randomBytes, (sentence) => notes.push(sentence));
  const mode = async (): Promise<number> => (await stat(join(dir, 'host-key'))).mode & 0o777;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'partyline-host-key-'));
    notes.splice(0);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('holds one key for all starts, which a person can type and nobody guess, for the own user alone', async () => {
    const key = await start();
    expect(key).toMatch(/^([A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}$/);
    expect(await readFile(join(dir, 'host-key'), 'utf8')).toBe(`${key}\n`);
    expect(await mode()).toBe(0o600);
    expect(await start()).toBe(key);
    expect(notes).toEqual([]);
  });

  it('is closed again where it stood open, and replaced where it is none', async () => {
    const key = await start();
    await chmod(join(dir, 'host-key'), 0o644);
    expect(await start()).toBe(key);
    expect(await mode()).toBe(0o600);
    await writeFile(join(dir, 'host-key'), 'pass');
    const other = await start();
    expect(other).not.toBe(key);
    expect(await start()).toBe(other);
    expect(notes).toEqual([]);
  });

  it('that cannot be written costs a sentence, and the key holds for this run', async () => {
    await writeFile(join(dir, 'file'), '');
    const key = await start(join(dir, 'file'));
    expect(key).toHaveLength(14);
    expect(await start(join(dir, 'file'))).not.toBe(key);
    expect(notes[0]).toMatch(/host key cannot be kept in .*host-key \(ENOTDIR\).*--data-dir/);
  });
});

describe('what the hub tells the host alone', () => {
  let web: WebHub;
  beforeEach(async () => {
    web = await startWebHub('/nowhere', pong as AnyGame);
  });
  afterEach(() => web.stop());

  const ask = (
    port: string | number,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ readonly status: number; readonly body: string; readonly headers: IncomingHttpHeaders }> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers, agent: false }, async (response) => {
        let body = '';
        for await (const chunk of response) body += String(chunk);
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
      }).on('error', reject);
    });
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  it('is told to whoever has its key, from anywhere', async () => {
    const { port } = new URL(web.url);
    const told = {
      code: CODE,
      secret: SECRET,
      plain: false,
      urls: [web.url],
      name: 'Test room',
      fingerprint: FINGERPRINT,
    };
    for (const host of ['localhost:8080', 'partyline.local:8080']) {
      const { status, body } = await ask(port, '/host.json', { host, ...bearer(HOST_KEY) });
      expect([status, JSON.parse(body)]).toEqual([200, told]);
    }
  });

  it('is told to nobody else, at the hub itself either: where to find the key is', async () => {
    const { port } = new URL(web.url);
    for (const headers of [{}, bearer('ABCD-EFGH-JKLM'), bearer(''), { authorization: HOST_KEY }]) {
      const answer = await ask(port, '/host.json', { host: 'localhost:8080', ...headers });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.body).toMatch(/file host-key of the hub's data directory/);
    }
  });

  it('is not told through a proxy on the same machine that hides for whom it asks', async () => {
    const { port } = new URL(web.url);
    // As nginx does with `proxy_pass http://localhost:8080;` and no word more.
    const proxy = createServer(({ url, method }, response) => {
      request(
        { host: 'localhost', port, path: url, method, headers: { host: `localhost:${port}` } },
        (from) => {
          response.writeHead(from.statusCode ?? 502, from.headers);
          from.pipe(response);
        },
      ).end();
    });
    const outside = await listen(proxy, { port: 0, host: '127.0.0.1', flag: '--port' });
    try {
      for (const path of ['/host.json', '/host.json?x=1']) {
        const { status, body } = await ask(outside, path, { host: 'party.example.org' });
        expect(status).toBe(401);
        expect(body).not.toContain(HOST_KEY);
        expect(body).not.toContain(CODE);
      }
    } finally {
      proxy.close();
    }
  });
});
