import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { eitherServer } from './either.ts';
import type { Certificates } from './https.ts';
import { createSecureWebServer, createWebServer, type Route, type Routes, sendText } from './server.ts';

export interface FrontOptions {
  readonly routes: Routes;
  /** Answers what no route does. */
  readonly otherwise: Route;
  /** On their way: making them the first time takes longer than a start should. Undefined (or a failure, told to `failed`): http alone. */
  readonly certificates: Promise<Certificates | undefined>;
  readonly failed: (error: unknown) => void;
  /** Told of each server that answers, as soon as it does. */
  readonly attach: (server: HttpServer | HttpsServer) => void;
}

/** The hub's side of the web: one server to listen with, two behind it. */
export interface Front {
  readonly server: Server;
  /** Takes no new connections. */
  close(): void;
  /** Ends those that are left. */
  closeAllConnections(): void;
}

/** Where phones that are to trust the hub's https fetch its authority. */
const AUTHORITY_PATH = '/ca.crt';

const authorityRoute =
  (certificates: FrontOptions['certificates']): Route =>
  async (_request, response) => {
    const authority = (await certificates.catch(() => undefined))?.authority;
    if (authority === undefined)
      return sendText(response, 404, 'This hub has no certificate authority of its own.\n');
    return sendText(response, 200, authority, 'application/x-x509-ca-cert');
  };

/** Puts http and https behind one port; https as soon as there are certificates. */
export const createFront = ({ routes, otherwise, certificates, failed, attach }: FrontOptions): Front => {
  const all: Routes = { ...routes, [`GET ${AUTHORITY_PATH}`]: authorityRoute(certificates) };
  const plain = createWebServer(all, otherwise, failed);
  attach(plain);
  const secure = certificates
    .then((found) => {
      if (!found) return undefined;
      const server = createSecureWebServer(found, all, otherwise, failed);
      attach(server);
      return server;
    })
    .catch((error: unknown) => {
      failed(error);
      return undefined;
    });
  const server = eitherServer(plain, secure);
  return {
    server,
    close: () => server.close(),
    closeAllConnections: () => {
      plain.closeAllConnections();
      secure.then((one) => one?.closeAllConnections());
    },
  };
};
