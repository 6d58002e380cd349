import { atPace } from '../support/pace.ts';
import { Sockets } from '../support/sockets.ts';
import type { Flood } from '../support/target.ts';

const get = (path: string, ...headers: readonly string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, '\r\n'].join('\r\n');

/** Requests that no browser makes. Each is a whole one, or ends the connection. */
const oddRequests: readonly string[] = [
  get('//'),
  get('http://['),
  get('*'),
  get('/../../../etc/passwd'),
  get('/%2e%2e/%2e%2e/etc/passwd'),
  get('/%'),
  get('/%00'),
  get(`/${'a'.repeat(7_000)}`),
  get('/', 'Range: bytes=100-50'),
  get('/', 'Range: bytes=0-99999999999999999999'),
  get('/', 'Range: bytes=-9007199254740993'),
  get('/', 'Range: bytes=0-0,2-2,4-4'),
  get('/', 'If-None-Match: *', 'If-Modified-Since: yesterday'),
  get('/', `X-Long: ${'b'.repeat(15_000)}`),
  get('/', ...Array.from({ length: 300 }, (_, n) => `X-${n}: ${n}`)),
  get('/', 'Content-Length: 5', 'Content-Length: 6'),
  get('/', 'Transfer-Encoding: chunked, identity'),
  get('/matches/../host.json'),
  get('/matches/%2e%2e%2fsecret'),
  get('/host.json', 'Host: evil.example'),
  get('/play', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 99'),
  get(
    '/play',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: x',
  ),
  get('/nowhere', 'Upgrade: websocket', 'Connection: Upgrade'),
  get('/', 'Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AA'),
  'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
  'BREW /pot HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  '\r\n\r\n\r\n',
  '\0\0\0\0',
];

/** Bad targets, impossible ranges, headers that contradict each other. */
export const odd: Flood = {
  name: 'odd-requests',
  about: '1,000 requests a second that no browser makes, in bursts over fresh connections',
  start: async (target, signal) => {
    const sockets = new Sockets(target, 300);
    await atPace({ perSecond: 100, most: 20_000 }, signal, (n) => {
      sockets.call(target.http, (socket) => {
        const request = oddRequests[n % oddRequests.length] ?? '';
        socket.write(request.repeat(10));
        sockets.tally.add('requests', 10);
        socket.setTimeout(2_000, () => sockets.drop(socket));
      });
    });
    return sockets.end();
  },
};
