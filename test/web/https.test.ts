import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { listen } from '../../hub/transport/listen.ts';
import { WebSocketTransport } from '../../hub/transport/websocket.ts';
import { eitherServer } from '../../hub/web/either.ts';
import { CertificateError, givenCertificates, ownCertificates } from '../../hub/web/https.ts';
import { createSecureWebServer, createWebServer, sendText } from '../../hub/web/server.ts';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';

const directory = mkdtempSync(join(tmpdir(), 'partyline-tls-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hosts = { dns: ['localhost', 'partyline.local'], ips: ['127.0.0.1', '192.168.7.20'] };
const now = new Date();
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const own = (at = now, names = hosts) => ownCertificates(directory, 'Living room', names, at);

describe('certificates of the hub itself', () => {
  it('name all its addresses, are signed by its own authority and keep their keys to themselves', async () => {
    const { cert, authority } = await own();
    const leaf = new X509Certificate(cert);
    expect(leaf.verify(new X509Certificate(authority ?? '').publicKey)).toBe(true);
    expect(leaf.subjectAltName).toBe(
      'DNS:localhost, DNS:partyline.local, IP Address:127.0.0.1, IP Address:192.168.7.20',
    );
    expect(leaf.ca).toBe(false);
    for (const name of ['authority.key', 'hub.key'])
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  it('are used again at the next start, also in the year after if nothing has changed but the date', async () => {
    const first = await own();
    expect(await own()).toEqual(first);
    expect(await own(inDays(300))).toEqual(first);
  });

  it('are renewed before they end; the authority that phones trust stays', async () => {
    const first = await own();
    const later = await own(inDays(380));
    expect(later.cert).not.toBe(first.cert);
    expect(later.authority).toBe(first.authority);
    expect(Date.parse(new X509Certificate(later.cert).validTo)).toBeGreaterThan(inDays(700).getTime());
  });

  it('are made anew for an address that the hub did not have before, and for files that are damaged', async () => {
    const moved = await own(now, { ...hosts, ips: ['10.0.0.9'] });
    expect(new X509Certificate(moved.cert).checkIP('10.0.0.9')).toBe('10.0.0.9');
    writeFileSync(join(directory, 'hub.crt'), 'half a certif');
    const mended = await own();
    expect(new X509Certificate(mended.cert).checkHost('partyline.local')).toBe('partyline.local');
    expect(mended.authority).toBe(moved.authority);
  });

  it('may be given by name; what is wrong with them is said', async () => {
    await own();
    const [cert, key, other] = ['hub.crt', 'hub.key', 'authority.key'].map((name) => join(directory, name));
    if (!cert || !key || !other) throw new Error('no files');
    expect((await givenCertificates(cert, key)).cert).toBe(readFileSync(cert, 'utf8'));
    await expect(givenCertificates(cert, other)).rejects.toThrow(/is not the key of/);
    await expect(givenCertificates(key, key)).rejects.toThrow(/not a PEM certificate/);
    await expect(givenCertificates('/nowhere.crt', key)).rejects.toThrow(CertificateError);
    chmodSync(key, 0o600);
  });
});

describe('one port for http and https', () => {
  const sockets = new WebSocketTransport();
  let port = 0;
  let ca = '';
  let stop: () => void;

  beforeAll(async () => {
    const certificates = await own();
    ca = certificates.authority ?? '';
    const routes = {
      'GET /': (request: unknown, response: Parameters<typeof sendText>[0]) =>
        sendText(
          response,
          200,
          (request as { socket: { encrypted?: boolean } }).socket.encrypted ? 'secure' : 'plain',
        ),
    };
    const missing = (_request: unknown, response: Parameters<typeof sendText>[0]): void =>
      sendText(response, 404, 'no');
    const failed = (error: unknown): void => {
      throw error;
    };
    const plain = createWebServer(routes, missing, failed);
    const secure = createSecureWebServer(certificates, routes, missing, failed);
    sockets.attach(plain);
    sockets.attach(secure);
    const front = eitherServer(plain, Promise.resolve(secure));
    port = await listen(front, { port: 0, host: '127.0.0.1', flag: '--port' });
    stop = () => {
      front.close();
      plain.closeAllConnections();
      secure.closeAllConnections();
    };
  });
  afterAll(async () => {
    await sockets.stop();
    stop();
  });

  const get = (request: typeof plainRequest, options: object): Promise<string> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/', ...options }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(`${response.headers['x-content-type-options']} ${text}`));
      })
        .on('error', reject)
        .end();
    });

  it('answers both with the same headers', async () => {
    expect(await get(plainRequest, {})).toBe('nosniff plain');
    expect(await get(secureRequest, { ca })).toBe('nosniff secure');
  });

  it('is not trusted by whoever does not know its authority, and lives on', async () => {
    await expect(get(secureRequest, {})).rejects.toThrow(/certificate/);
    expect(await get(secureRequest, { ca })).toBe('nosniff secure');
  });

  it.each([
    ['ws', {}],
    ['wss', {}],
  ])('takes WebSockets over %s', async (scheme) => {
    const opened = new Promise((resolve) => {
      const heard = sockets.links$.subscribe((link) => {
        heard.unsubscribe();
        resolve(link.kind);
      });
    });
    const socket = new WebSocket(`${scheme}://127.0.0.1:${port}/play`, WEBSOCKET_SUBPROTOCOL, { ca });
    await new Promise((resolve) => socket.once('open', resolve));
    expect(await opened).toBe('websocket');
    socket.terminate();
  });

  it('bears a stranger who hangs up before the first byte, and one who talks neither', async () => {
    const quiet = connect(port, '127.0.0.1', () => quiet.destroy());
    await new Promise((resolve) => quiet.once('close', resolve));
    const odd = connect(port, '127.0.0.1', () => odd.write(Buffer.from([0x16, 0, 0, 0, 0])));
    odd.on('error', () => undefined);
    await new Promise((resolve) => odd.once('close', resolve));
    expect(await get(plainRequest, {})).toBe('nosniff plain');
  });
});
