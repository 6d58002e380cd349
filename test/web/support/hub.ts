import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogue } from '../../../hub/games/catalogue.ts';
import type { AnyGame } from '../../../hub/games/game.ts';
import { Hub } from '../../../hub/hub.ts';
import { createMetrics } from '../../../hub/metrics.ts';
import { monotonicScheduler } from '../../../hub/monotonic.ts';
import { listen } from '../../../hub/transport/listen.ts';
import { WebSocketTransport } from '../../../hub/transport/websocket.ts';
import { sameOrigin } from '../../../hub/web/origin.ts';
import { hubRoutes } from '../../../hub/web/routes.ts';
import { createWebServer } from '../../../hub/web/server.ts';
import { servePages } from '../../../hub/web/static.ts';
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
  readonly sockets: WebSocketTransport;
  stop(): Promise<void>;
}

export const CODE = '4711';

/** @param game the one to begin with; the others of the house can be chosen. */
export const startWebHub = async (pages: string, game: AnyGame): Promise<WebHub> => {
  const sockets = new WebSocketTransport({ allowOrigin: sameOrigin });
  const catalogue = new Map([[game.meta.id, game], ...createCatalogue()]);
  const hostKey = 'the key of the host';
  const hub: Hub = new Hub({
    links$: sockets.links$,
    game,
    catalogue,
    code: CODE,
    name: 'Test room',
    roomId: 'TEST',
    hostKey,
    seed: 4,
    graceMs: 5_000,
    scheduler: monotonicScheduler,
    randomBytes,
    wifi: () => [],
  });
  hub.start();
  const failures: unknown[] = [];
  let port = 0;
  const url = (): string => `http://localhost:${port}/`;
  const server = createWebServer(
    hubRoutes(
      hub,
      createMetrics(
        () => hub,
        () => [sockets],
      ),
      () => ({ ok: true, version: '0', name: 'Test room', room: 'TEST', port, tcpPort: null, ble: 'off' }),
      () => ({ hostKey, code: CODE, urls: [url()], name: 'Test room' }),
    ),
    servePages(pages),
    (error) => failures.push(error),
  );
  port = await listen(server, { port: 0, flag: '--port' });
  sockets.attach(server);
  return {
    hub,
    url: url(),
    sockets,
    stop: async () => {
      hub.stop('hubClosing');
      server.close();
      await sockets.stop();
      server.closeAllConnections();
      if (failures.length > 0) throw failures[0];
    },
  };
};
