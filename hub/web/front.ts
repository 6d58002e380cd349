import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { EMPTY, type Observable, type Subscription } from 'rxjs';
import { type AdmissionOptions, createAdmission } from './admission.ts';
import { type DoorwayRules, guardDoorway } from './doorway.ts';
import { eitherServer } from './either.ts';
import type { Certificates } from './https.ts';
import {
  createSecureWebServer,
  createWebServer,
  type Route,
  type Routes,
  secureContext,
  sendText,
  type WebTimes,
} from './server.ts';

export interface FrontOptions extends AdmissionOptions {
  readonly routes: Routes;
  /** Answers what no route does. */
  readonly otherwise: Route;
  /** On their way: making them the first time takes longer than a start should. Undefined (or a failure, told to `failed`): http alone. */
  readonly certificates: Promise<Certificates | undefined>;
  /** Others that take their place while the hub runs; open connections stay. */
  readonly renewed$?: Observable<Certificates>;
  readonly failed: (error: unknown) => void;
  /** Told of each server that answers, as soon as it does. */
  readonly attach: (server: HttpServer | HttpsServer) => void;
  /** How many connections there may be. */
  readonly rules?: DoorwayRules;
  readonly times?: WebTimes;
}

/** The hub's side of the web: one server to listen with, two behind it. */
export interface Front {
  readonly server: Server;
  /** PEM of the authority that phones may trust, as soon as that is known; undefined if there is none. */
  authority(): Promise<string | undefined>;
  /** Whom it did not let in, for /metrics. */
  readonly counters: () => Readonly<Record<string, number>>;
  /** Connections that are no WebSocket. */
  readonly waiting: () => number;
  /** Takes no new connections. */
  close(): void;
  /** Ends those that are left; WebSockets belong to their transport. */
  closeAllConnections(): void;
}

/** Where phones that are to trust the hub's https fetch its authority. */
const AUTHORITY_PATH = '/ca.crt';

const authorityRoute =
  (find: Front['authority']): Route =>
  async (_request, response) => {
    const authority = await find();
    if (authority === undefined)
      return sendText(response, 404, 'This hub has no certificate authority of its own.\n');
    return sendText(response, 200, authority, 'application/x-x509-ca-cert');
  };

/** Puts http and https behind one port; https as soon as there are certificates. */
export const createFront = ({
  routes,
  otherwise,
  certificates,
  renewed$ = EMPTY,
  failed,
  attach,
  rules,
  times,
  ...admission
}: FrontOptions): Front => {
  const { admit, counters } = createAdmission(admission);
  let current: Certificates | undefined;
  const authority = async (): Promise<string | undefined> => {
    await secure;
    return current?.authority;
  };
  const all: Routes = { ...routes, [`GET ${AUTHORITY_PATH}`]: authorityRoute(authority) };
  const plain = createWebServer(all, otherwise, failed, admit, times);
  attach(plain);
  let renewing: Subscription | undefined;
  let isClosed = false;
  const secure = certificates
    .catch((error: unknown) => {
      failed(error);
      return undefined;
    })
    .then((found) => {
      // Without a certificate it hangs up on everybody: one may come later, when the clock is right.
      const server = createSecureWebServer(undefined, all, otherwise, failed, admit, times);
      const use = (given: Certificates): void => {
        try {
          server.setSecureContext(secureContext(given));
          current = given;
        } catch (error) {
          failed(error);
        }
      };
      if (found) use(found);
      attach(server);
      doorway.follow(server);
      if (!isClosed) renewing = renewed$.subscribe(use);
      return server;
    })
    .catch((error: unknown) => {
      failed(error);
      return undefined;
    });
  const server = eitherServer(plain, secure);
  const doorway = guardDoorway(server, failed, rules);
  doorway.follow(plain);
  return {
    server,
    authority,
    counters: () => ({ ...counters, ...doorway.counters }),
    waiting: () => doorway.size,
    close: () => {
      isClosed = true;
      renewing?.unsubscribe();
      server.close();
      plain.close();
      secure.then((one) => one?.close());
    },
    closeAllConnections: () => doorway.empty(),
  };
};
