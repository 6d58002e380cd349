import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { listen } from '../../hub/transport/listen.ts';
import { WebSocketTransport } from '../../hub/transport/websocket.ts';
import { createFront, type Front, type FrontOptions } from '../../hub/web/front.ts';
import { ownHosts } from '../../hub/web/hosts.ts';
import type { Certificates } from '../../hub/web/https.ts';
import { type Routes, sendText } from '../../hub/web/server.ts';
import { servePages } from '../../hub/web/static.ts';
import { OwnCertificates } from '../../hub/web/tls/own.ts';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';
import { ask, Stranger } from './support/strangers.ts';

const home = mkdtempSync(join(tmpdir(), 'partyline-front-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Pages as the build makes them, to be damaged. */
const somePages = (): string => {
  const directory = mkdtempSync(join(home, 'pages-'));
  const files = {
    'index.html': `<!doctype html>${'phone '.repeat(50)}`,
    'tv.html': '<!doctype html>tv',
    'tv-ABCD2345.js': `${'play();'.repeat(50)}`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text);
    writeFileSync(join(directory, `${name}.gz`), gzipSync(text));
  }
  return directory;
};

interface Open {
  readonly front: Front;
  readonly port: number;
  readonly sockets: WebSocketTransport;
  readonly errors: unknown[];
}

const opened: Open[] = [];
afterEach(async () => {
  for (const { front, sockets } of opened.splice(0)) {
    front.close();
    await sockets.stop();
    front.closeAllConnections();
  }
});

const open = async (options: Partial<FrontOptions> = {}): Promise<Open> => {
  const errors: unknown[] = [];
  const sockets = new WebSocketTransport({ allowHost: options.isOwnHost ?? ownHosts() });
  const routes: Routes = {
    'GET /here': (_request, response) => sendText(response, 200, 'here'),
    'GET /large': (_request, response) => void response.end(Buffer.alloc(32 * 1024 * 1024)),
  };
  const front = createFront({
    routes,
    otherwise: (_request, response) => sendText(response, 404, 'no'),
    certificates: Promise.resolve(undefined),
    failed: (error) => errors.push(error),
    attach: (server) => sockets.attach(server),
    ...options,
  });
  const port = await listen(front.server, { port: 0, host: '127.0.0.1', flag: '--port' });
  const one = { front, port, sockets, errors };
  opened.push(one);
  return one;
};

const phone = async (port: number, from = '127.0.0.1', host?: string): Promise<WebSocket> => {
  const headers = host === undefined ? {} : { headers: { host } };
  const ws = new WebSocket(`ws://127.0.0.1:${port}/play`, WEBSOCKET_SUBPROTOCOL, {
    localAddress: from,
    ...headers,
  });
  await once(ws, 'open');
  return ws;
};

const certificates = async (): Promise<Certificates> => {
  const own = new OwnCertificates({
    directory: join(home, 'tls'),
    name: 'Front',
    hosts: () => ({ dns: ['localhost'], ips: ['127.0.0.1'] }),
    date: Date.now,
    say: () => undefined,
  });
  const made = await own.look();
  if (!made) throw new Error('no certificate, though the clock is right');
  return made;
};

describe('pages', () => {
  it('are answered from memory: their files may vanish under a hub that runs', async () => {
    const directory = somePages();
    const { port, errors } = await open({ otherwise: servePages(directory) });
    rmSync(directory, { recursive: true });
    for (const path of ['/', '/tv', '/tv.html', '/tv-ABCD2345.js'])
      expect((await ask(port, path)).status).toBe(200);
    expect((await ask(port, '/gone-ABCD2345.js')).status).toBe(404);
    expect(errors).toEqual([]);
  });

  it('come packed to whoever takes that, and not at all to whoever has them', async () => {
    const { port } = await open({ otherwise: servePages(somePages()) });
    const plain = await ask(port, '/');
    const packed = await ask(port, '/', { headers: { 'accept-encoding': 'br, gzip;q=0.8' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect((await ask(port, '/', { headers: { 'accept-encoding': 'gzip;q=0' } })).body).toEqual(plain.body);
    const etag = plain.headers.etag ?? 'none';
    expect(await ask(port, '/', { headers: { 'if-none-match': etag } })).toMatchObject({
      status: 304,
      body: Buffer.alloc(0),
    });
    const head = await ask(port, '/', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect(head.headers['content-length']).toBe(String(plain.body.length));
  });

  it('are kept for ever by browsers where a name says what is in it; nothing else is answered', async () => {
    const { port } = await open({ otherwise: servePages(somePages()) });
    expect((await ask(port, '/tv-ABCD2345.js')).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
    expect((await ask(port, '/tv')).headers['cache-control']).toBe('no-cache');
    expect((await ask(port, '/', { method: 'POST' })).status).toBe(405);
    expect((await ask(port, '/..%2f..%2fetc%2fpasswd')).status).toBe(404);
    // No part of a file is ever sent, so there is no range that cannot be.
    const range = await ask(port, '/', { headers: { range: 'bytes=100-50' } });
    expect(range.status).toBe(200);
  });
});

describe('strangers who take their time', () => {
  const times = { requestMs: 300, checkMs: 50, silenceMs: 400, handshakeMs: 300 };

  it('are cut off: one byte, a header now and then, a body that does not come', async () => {
    const { port } = await open({ times });
    const [byte, drips, body] = [
      await Stranger.come(port),
      await Stranger.come(port),
      await Stranger.come(port),
    ];
    byte.say('G');
    drips.say('GET /here HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    const dripping = setInterval(() => drips.say('X-A: b\r\n'), 60);
    body.say('POST /here HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n');
    await Promise.all([byte.gone, drips.gone, body.gone]);
    clearInterval(dripping);
    expect(byte.heard).toMatch(/^HTTP\/1.1 408 /);
    expect(drips.heard).toMatch(/^HTTP\/1.1 408 /);
  });

  it('are cut off: half a greeting of TLS, and the same over TLS', async () => {
    const made = await certificates();
    const { port } = await open({ times, certificates: Promise.resolve(made) });
    const half = await Stranger.come(port);
    half.say(Uint8Array.of(0x16, 3, 1, 2, 0, 1));
    const slow = connectTls({ port, host: '127.0.0.1', ca: made.authority });
    slow.on('error', () => undefined);
    await once(slow, 'secureConnect');
    slow.write('G');
    slow.resume();
    await Promise.all([half.gone, once(slow, 'close')]);
  });

  it('are cut off: an answer that nobody reads; a phone that plays is not', async () => {
    const { port, front, sockets } = await open({ times });
    const playing = await phone(port);
    const reader = await Stranger.come(port);
    reader.socket.pause();
    reader.say('GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const silent = await Stranger.come(port);
    silent.say('G');
    await silent.gone;
    await expect.poll(() => front.waiting()).toBe(0);
    // A socket that is not read notices its end only when it is read again.
    reader.socket.resume();
    await reader.gone;
    expect(playing.readyState).toBe(WebSocket.OPEN);
    expect(sockets.counters.linksOpened).toBe(1);
  });

  it('are all sent away when the hub stops', async () => {
    const { port, front } = await open();
    const [silent, begun] = [await Stranger.come(port), await Stranger.come(port)];
    begun.say('GET /here HTTP/1.1\r\n');
    await expect.poll(() => front.waiting()).toBe(2);
    front.closeAllConnections();
    await Promise.all([silent.gone, begun.gone]);
  });
});

describe('strangers who are too many', () => {
  const rules = { connections: 20, waiting: { perAddress: 3, inAll: 6, newMs: 0 } };

  it('make room for newcomers from their own address, and for nobody else at the cost of others', async () => {
    const { port, front } = await open({ rules });
    const other = await Stranger.come(port, '127.0.0.3');
    const crowd = [];
    for (let n = 0; n < 5; n += 1) crowd.push(await Stranger.come(port, '127.0.0.2'));
    await Promise.all([crowd[0]?.gone, crowd[1]?.gone]);
    expect([other, ...crowd].map(({ isGone }) => isGone)).toEqual([false, true, true, false, false, false]);
    // Whoever says what he wants is served, from that address too.
    expect((await ask(port, '/here', { from: '127.0.0.2' })).status).toBe(200);
    expect(front.counters()).toMatchObject({ crowdedOut: 3 });
  });

  it('do not count once they play, and are not ended while they are being answered', async () => {
    const { port, sockets } = await open({ rules });
    const phones = [];
    for (let n = 0; n < 8; n += 1) phones.push(await phone(port, '127.0.0.2'));
    expect(sockets.counters.linksOpened).toBe(8);
    const reader = await Stranger.come(port, '127.0.0.2');
    reader.say('GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await reader.hears(/^HTTP\/1.1 200 /);
    reader.socket.pause();
    const crowd = [];
    for (let n = 0; n < 4; n += 1) crowd.push(await Stranger.come(port, '127.0.0.2'));
    await Promise.all([crowd[0]?.gone, crowd[1]?.gone]);
    reader.socket.resume();
    while (reader.heard.length < 32 * 1024 * 1024) await once(reader.socket, 'data');
    expect(phones.every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true);
  });

  it('count as one connection over TLS, until they play', async () => {
    const made = await certificates();
    const { port, front } = await open({ rules, certificates: Promise.resolve(made) });
    const ws = new WebSocket(`wss://127.0.0.1:${port}/play`, WEBSOCKET_SUBPROTOCOL, { ca: made.authority });
    await once(ws, 'open');
    expect(front.waiting()).toBe(0);
    const secure = connectTls({ port, host: '127.0.0.1', ca: made.authority });
    secure.on('error', () => undefined).resume();
    await once(secure, 'secureConnect');
    expect(front.waiting()).toBe(1);
    const gone = once(secure, 'close');
    for (let n = 0; n < 3; n += 1) await Stranger.come(port);
    await gone;
    expect(ws.readyState).toBe(WebSocket.OPEN);
  });

  it('are bounded with those that play, and what comes above is dropped and counted', async () => {
    const { port, front } = await open({ rules: { ...rules, connections: 2 } });
    const phones = [await phone(port), await phone(port)];
    const third = await Stranger.come(port);
    await third.gone;
    expect(front.counters().dropped).toBe(1);
    phones[0]?.terminate();
    await expect
      .poll(() =>
        ask(port, '/here').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
  });

  it('cannot end the hub by what they do to the port itself', async () => {
    const { port, front, errors } = await open();
    front.server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
    expect(front.counters().serverErrors).toBe(1);
    expect(errors).toEqual([expect.objectContaining({ code: 'EMFILE' })]);
    expect((await ask(port, '/here')).status).toBe(200);
  });

  it('end after a refused upgrade, whether or not they hang up', async () => {
    const { port, front } = await open();
    const stranger = await Stranger.come(port);
    stranger.say(
      `GET /play HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: ${WEBSOCKET_SUBPROTOCOL}\r\n\r\n`,
    );
    await stranger.gone;
    expect(stranger.heard).toMatch(/^HTTP\/1.1 400 /);
    const connections = (): Promise<number> =>
      new Promise((resolve) => front.server.getConnections((_error, count) => resolve(count)));
    await expect.poll(connections).toBe(0);
  });
});

describe('requests', () => {
  it('that go to a name of somebody else are refused, pages and WebSockets alike', async () => {
    const { port, front, sockets } = await open({ isOwnHost: ownHosts({ machine: 'pi.example.org' }) });
    const to = async (host: string, path = '/here') => (await ask(port, path, { headers: { host } })).status;
    for (const host of ['evil.example', 'localhost.evil.example', 'pi.evil.example', `evil.example:${port}`])
      expect(await to(host)).toBe(421);
    expect(await to('evil.example', '/ca.crt')).toBe(421);
    expect(await to('localhost', 'http://evil.example/here')).toBe(421);
    for (const host of ['localhost', '127.0.0.1', `[::1]:${port}`, 'Partyline.local', 'pi', 'pi.example.org'])
      expect(await to(host)).toBe(200);
    expect(await to('localhost', `http://localhost:${port}/here`)).toBe(200);
    expect(front.counters()).toMatchObject({ hostRefused: 6 });
    await expect(phone(port, '127.0.0.1', 'evil.example')).rejects.toThrow('421');
    expect(sockets.counters.hostRefused).toBe(1);
    (await phone(port, '127.0.0.1', 'partyline.local')).terminate();
  });

  it('from outside the own network are refused with a sentence, unless remote ones are let in', async () => {
    const isLocal = (address: string | undefined): boolean => address !== '127.0.0.2';
    const { port, front } = await open({ isLocal });
    const refused = await ask(port, '/here', { from: '127.0.0.2' });
    expect(refused.status).toBe(403);
    expect(refused.body.toString()).toMatch(/same network.*--allow-remote/);
    expect((await ask(port, '/here')).status).toBe(200);
    expect(front.counters()).toMatchObject({ remoteRefused: 1 });
    const lax = await open({ isLocal, allowRemote: true });
    expect((await ask(lax.port, '/here', { from: '127.0.0.2' })).status).toBe(200);
  });

  it('whose target is none get 400, and nobody is told', async () => {
    const { port, front, errors } = await open();
    for (const path of ['//', 'http://[', 'http://:0:0/']) expect((await ask(port, path)).status).toBe(400);
    expect(errors).toEqual([]);
    expect(front.counters()).toMatchObject({ badTarget: 3 });
  });
});
