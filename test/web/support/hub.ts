import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { merge } from 'rxjs';
import { readConfig } from '../../../hub/config.ts';
import { createCatalogue } from '../../../hub/games/catalogue.ts';
import type { AnyGame } from '../../../hub/games/game.ts';
import { Hub } from '../../../hub/hub.ts';
import { createLog } from '../../../hub/log.ts';
import { createMetrics } from '../../../hub/metrics.ts';
import { monotonicScheduler } from '../../../hub/monotonic.ts';
import { openRadio } from '../../../hub/radio.ts';
import { written } from '../../../hub/recording/batch-codec.ts';
import { MatchRecorder } from '../../../hub/recording/match-recorder.ts';
import { listen } from '../../../hub/transport/listen.ts';
import { WebSocketTransport } from '../../../hub/transport/websocket.ts';
import { matchRoutes } from '../../../hub/web/matches.ts';
import { sameOrigin } from '../../../hub/web/origin.ts';
import { hubRoutes } from '../../../hub/web/routes.ts';
import { createWebServer } from '../../../hub/web/server.ts';
import { servePages } from '../../../hub/web/static.ts';
import { encode } from '../../../protocol/codec.ts';
import { buildPages } from '../../../scripts/build-pages.mjs';

/** Pages built for a test run, apart from those of a hub that may be running. */
export interface BuiltPages {
  readonly directory: string;
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly gzip: number }[];
  remove(): void;
}

export const builtPages = async (): Promise<BuiltPages> => {
  const directory = mkdtempSync(join(tmpdir(), 'partyline-pages-'));
  const files = await buildPages(directory);
  return { directory, files, remove: () => rmSync(directory, { recursive: true, force: true }) };
};

/** A hub on real sockets, with its pages. */
export interface WebHub {
  readonly hub: Hub;
  readonly url: string;
  /** For the TV that leads the room. */
  readonly tv: string;
  /** Socket path of the virtual air, if Bluetooth is on. */
  readonly air: string | null;
  readonly sockets: WebSocketTransport;
  stop(): Promise<void>;
}

export const CODE = '4711';
export const SECRET = 'ABCDEFGHIJKLMNOPQRSTUVWX27';
export const HOST_KEY = 'K7QM-3XWP-9TRB';
/** Of a certificate authority that there is not. */
export const FINGERPRINT = Array.from({ length: 32 }, (_, i) => (i + 0xa0).toString(16).toUpperCase()).join(
  ':',
);

interface WebHubOptions {
  readonly bluetooth?: boolean;
  /** Phones and screens that there may be at once over Wi-Fi. */
  readonly maxLinks?: number;
  /** How long a seat is held, in milliseconds. */
  readonly graceMs?: number;
  /** Makes another join code; missing where it is a fixed one. */
  readonly drawCode?: () => string;
  /** A folder that is there: matches are recorded in it, and shown from it. */
  readonly matches?: string;
  /** Links that do not seal are let in. */
  readonly plain?: boolean;
}

/** @param game the one to begin with; the others of the house can be chosen. */
export const startWebHub = async (
  pages: string,
  game: AnyGame,
  { bluetooth = false, drawCode, maxLinks, graceMs = 5_000, matches, plain = false }: WebHubOptions = {},
): Promise<WebHub> => {
  const sockets = new WebSocketTransport({
    allowOrigin: sameOrigin,
    ...(maxLinks === undefined ? {} : { maxLinks }),
  });
  const catalogue = new Map([[game.meta.id, game], ...createCatalogue()]);
  const hostKey = HOST_KEY;
  const radio = await openRadio(
    readConfig(['--radio', bluetooth ? 'virtual' : 'off', '--name', 'Test room']),
    {
      name: 'Test room',
      roomId: 'TEST',
      info: (link) => encode(hub.describe(link)),
      log: createLog('silent'),
    },
  );
  const failures: unknown[] = [];
  const recorder =
    matches === undefined
      ? undefined
      : new MatchRecorder({
          dir: matches,
          hubName: 'Test room',
          date: Date.now,
          say: (sentence) => failures.push(sentence),
        });
  const hub: Hub = new Hub({
    links$: merge(sockets.links$, ...radio.transports.map((one) => one.links$)),
    game,
    catalogue,
    code: CODE,
    ...(drawCode ? { drawCode } : {}),
    joinSecret: SECRET,
    plain,
    name: 'Test room',
    roomId: 'TEST',
    hostKey,
    seed: 4,
    graceMs,
    scheduler: monotonicScheduler,
    randomBytes,
    wifi: () => [],
    record: (events, tick) => recorder?.record(written(events, tick)),
  });
  hub.start();
  hub.states$.subscribe((snapshot) => recorder?.state(snapshot));
  let port = 0;
  const url = (): string => `http://localhost:${port}/`;
  const server = createWebServer(
    {
      ...hubRoutes(
        hub,
        createMetrics(
          () => hub,
          () => [sockets],
        ),
        () => ({
          ok: true,
          version: '0',
          name: 'Test room',
          room: 'TEST',
          port,
          tcpPort: null,
          ble: 'off',
          sealed: !plain,
        }),
        hostKey,
        async () => ({
          code: CODE,
          secret: SECRET,
          plain,
          urls: [url()],
          name: 'Test room',
          fingerprint: FINGERPRINT,
        }),
        { readers: 'host', now: () => monotonicScheduler.now() },
      ),
      ...(matches === undefined
        ? {}
        : matchRoutes({
            dir: matches,
            hostKey,
            catalogue: new Map([...catalogue, [game.meta.id, game]]),
            failed: (error) => failures.push(error),
          })),
    },
    servePages(pages),
    (error) => failures.push(error),
  );
  port = await listen(server, { port: 0, flag: '--port' });
  sockets.attach(server);
  return {
    hub,
    url: url(),
    tv: `${url()}tv#key=${HOST_KEY}`,
    air: radio.air,
    sockets,
    stop: async () => {
      hub.stop('hubClosing');
      await recorder?.stop();
      server.close();
      await sockets.stop();
      await Promise.all(radio.transports.map((one) => one.stop()));
      await radio.close();
      server.closeAllConnections();
      if (failures.length > 0) throw failures[0];
    },
  };
};
