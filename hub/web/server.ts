import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { type Admit, anywhere } from './admission.ts';

/** What an address of the hub answers. `url` is parsed already; the host in it is not to be trusted. */
export type Route = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

/** Routes by method and path, such as `GET /healthz`; `GET /matches/*` answers for every name right below, if no other route does. */
export type Routes = Readonly<Record<string, Route>>;

/** Sent with everything: pages work with no internet and ask nobody else for anything. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Answers with JSON. */
export const sendJson = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(value));
};

/** Answers with a status and one line of text. */
export const sendText = (
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(text);
};

const listener =
  (routes: Routes, otherwise: Route, failed: (error: unknown) => void, admit: Admit): RequestListener =>
  (request, response) => {
    const answer = async (): Promise<void> => {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      const url = admit(request);
      if (!(url instanceof URL)) return sendText(response, url.status, url.sentence);
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      const route =
        routes[`${method} ${url.pathname}`] ?? routes[`${method} ${url.pathname.replace(/[^/]+$/, '*')}`];
      await (route ?? otherwise)(request, response, url);
    };
    answer().catch((error: unknown) => {
      failed(error);
      if (!response.headersSent) sendText(response, 500, 'The hub failed to answer this.\n');
      else response.destroy();
    });
  };

/** Milliseconds that strangers are given. */
export interface WebTimes {
  /** To send a request, from its first byte to its last. */
  readonly requestMs: number;
  /** Between two looks for requests that take too long. */
  readonly checkMs: number;
  /** Without a byte in either direction, such as an answer that nobody reads. */
  readonly silenceMs: number;
  /** To agree on keys for https. */
  readonly handshakeMs: number;
}

const usualTimes: WebTimes = { requestMs: 10_000, checkMs: 2_000, silenceMs: 30_000, handshakeMs: 10_000 };

/** What is said to bytes that become no request; the connection ends with it. */
const statusOf = ({ code }: NodeJS.ErrnoException): string => {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
};

const hangUp = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${statusOf(error)}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
};

/** Strangers may take neither time nor memory. */
const bounded = <S extends Server | SecureServer>(server: S, { requestMs, silenceMs }: WebTimes): S => {
  server.headersTimeout = requestMs;
  server.requestTimeout = requestMs;
  server.timeout = silenceMs;
  server.maxHeadersCount = 64;
  server.on('clientError', hangUp);
  return server;
};

/**
 * An HTTP server that knows its routes; it does not listen yet. `otherwise` answers what no route does (pages and their files).
 * A route that fails answers 500 and is told to `failed`; it never takes the hub down.
 * @param admit reads where a request goes, or refuses it; without it, requests may come from and go to anywhere.
 */
export const createWebServer = (
  routes: Routes,
  otherwise: Route,
  failed: (error: unknown) => void,
  admit: Admit = anywhere,
  times: WebTimes = usualTimes,
): Server =>
  bounded(
    createServer({ connectionsCheckingInterval: times.checkMs }, listener(routes, otherwise, failed, admit)),
    times,
  );

/** PEM texts. */
interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/** How the hub speaks TLS with these; what is more in them stays out. */
export const secureContext = ({ key, cert }: TlsFiles) => ({ key, cert, minVersion: 'TLSv1.2' }) as const;

/** The same over TLS. Without `tls` it refuses everybody until it is given some (`setSecureContext`). */
export const createSecureWebServer = (
  tls: TlsFiles | undefined,
  routes: Routes,
  otherwise: Route,
  failed: (error: unknown) => void,
  admit: Admit = anywhere,
  times: WebTimes = usualTimes,
): SecureServer => {
  const server = bounded(
    createSecureServer(
      {
        ...(tls ? secureContext(tls) : {}),
        handshakeTimeout: times.handshakeMs,
        connectionsCheckingInterval: times.checkMs,
      },
      listener(routes, otherwise, failed, admit),
    ),
    times,
  );
  // A phone that does not trust the certificate hangs up: that is its right, and no error of ours.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
};
