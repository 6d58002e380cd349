import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { listen } from '../../hub/transport/listen.ts';
import { WebSocketTransport } from '../../hub/transport/websocket.ts';
import { eitherServer } from '../../hub/web/either.ts';
import { createFront } from '../../hub/web/front.ts';
import { CertificateError, type Certificates, givenCertificates } from '../../hub/web/https.ts';
import { createSecureWebServer, createWebServer, sendText } from '../../hub/web/server.ts';
import { OwnCertificates } from '../../hub/web/tls/own.ts';
import { WEBSOCKET_SUBPROTOCOL } from '../../protocol/limits.ts';

const directory = mkdtempSync(join(tmpdir(), 'partyline-tls-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hosts = { dns: ['localhost', 'partyline.local'], ips: ['127.0.0.1', '192.168.7.20'] };
const now = new Date();
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const said: string[] = [];
/** What a hub that starts then has. */
const own = async (at = now, names = hosts, dir = directory): Promise<Certificates> => {
  const found = await new OwnCertificates({
    directory: dir,
    name: 'Living room',
    hosts: () => names,
    date: () => at.getTime(),
    say: (sentence) => said.push(sentence),
  }).look();
  if (!found) throw new Error('no certificates');
  return found;
};

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

  it('are made anew for a key and a certificate that do not belong together', async () => {
    await own();
    copyFileSync(join(directory, 'authority.key'), join(directory, 'hub.key'));
    const mended = await own();
    expect(new X509Certificate(mended.cert).checkPrivateKey(createPrivateKey(mended.key))).toBe(true);
    expect(await own()).toEqual(mended);
    expect(said).toEqual([]);
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

describe('certificates that cannot be kept', () => {
  const place = mkdtempSync(join(tmpdir(), 'partyline-full-'));
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  beforeEach(() => said.splice(0));

  it('serve this run, which is said once; the next start has others', async () => {
    // What root, too, cannot write: a folder below a file.
    const file = join(place, 'file');
    writeFileSync(file, '');
    const dir = join(file, 'tls');
    const first = await own(now, hosts, dir);
    const leaf = new X509Certificate(first.cert);
    expect(leaf.checkPrivateKey(createPrivateKey(first.key))).toBe(true);
    expect(leaf.verify(new X509Certificate(first.authority ?? '').publicKey)).toBe(true);
    expect(said).toEqual([expect.stringMatching(/cannot be kept in .*tls \(ENOTDIR\).*accept.*--data-dir/)]);
    expect((await own(now, hosts, dir)).authority).not.toBe(first.authority);
    expect(said.length).toBe(2);
  });

  it('leave the authority that phones trust, and what was kept, as they were', async () => {
    const dir = join(place, 'tls');
    const before = await own(now, hosts, dir);
    mkdirSync(join(dir, 'hub.crt.new'));
    const moved = await own(now, { ...hosts, ips: ['10.0.0.9'] }, dir);
    expect(new X509Certificate(moved.cert).checkIP('10.0.0.9')).toBe('10.0.0.9');
    expect(moved.authority).toBe(before.authority);
    expect(said.length).toBe(1);
    expect(existsSync(join(dir, 'hub.key.new'))).toBe(false);
    expect(await own(now, hosts, dir)).toEqual(before);
  });
});

describe('the front of the hub', () => {
  const front = async (certificates: Promise<Certificates>) => {
    const errors: unknown[] = [];
    const made = createFront({
      routes: { 'GET /': (_request, response) => sendText(response, 200, 'here') },
      otherwise: (_request, response) => sendText(response, 404, 'no'),
      certificates,
      failed: (error) => errors.push(error),
      attach: () => undefined,
    });
    const port = await listen(made.server, { port: 0, host: '127.0.0.1', flag: '--port' });
    const ask = (request: typeof plainRequest, options: object = {}): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port, path: '/', agent: false, ...options }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    return { errors, ask, made };
  };

  it('answers https though nothing can be written, and calls that no failure', async () => {
    const certificates = own(now, hosts, '/dev/null/tls');
    const { errors, ask, made } = await front(certificates);
    expect(await ask(secureRequest, { ca: (await certificates).authority })).toBe(200);
    expect(errors).toEqual([]);
    made.close();
    made.closeAllConnections();
  });

  it('goes on with http where TLS does not take the certificates, and tells that once', async () => {
    const { cert, authority } = await own();
    const { key } = await own(now, hosts, '/dev/null/tls');
    const { errors, ask, made } = await front(Promise.resolve({ cert, key, authority }));
    for (let n = 0; n < 3; n++) await expect(ask(secureRequest)).rejects.toThrow();
    expect(await ask(plainRequest)).toBe(200);
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(/mismatch/) })]);
    made.close();
    made.closeAllConnections();
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
