import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LeftOut } from '../games/outside/load.ts';
import type { Hub } from '../hub.ts';
import type { Metrics } from '../metrics.ts';
import { hasHostRights, isLoopback } from './rights.ts';
import { type Route, type Routes, sendJson, sendText } from './server.ts';

/** What the hub says of itself at /healthz. */
export interface Health {
  readonly ok: true;
  readonly version: string;
  readonly name: string;
  readonly room: string;
  readonly port: number;
  readonly tcpPort: number | null;
  readonly ble: string;
  /** No link is let in that does not seal. */
  readonly sealed: boolean;
}

/** What the hub says of itself at /host.json, to those with the host's rights. */
export interface HostInfo {
  readonly code: string | null;
  /** What stands behind # in the address of the QR code. */
  readonly secret: string;
  /** Links that do not seal are let in. */
  readonly plain: boolean;
  readonly urls: readonly string[];
  readonly name: string;
  /** SHA-256 of the hub's certificate authority, as phones show it; null if it has none. */
  readonly fingerprint: string | null;
}

const onlyHere =
  (make: () => unknown) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    if (isLoopback(request)) sendJson(response, make());
    else sendText(response, 403, 'Only programs on the hub itself may read this.\n');
  };

const onlyForHost =
  (hostKey: string, make: () => Promise<unknown>): Route =>
  async (request, response) => {
    if (hasHostRights(request, hostKey)) return sendJson(response, await make());
    response.setHeader('www-authenticate', 'Bearer');
    return sendText(
      response,
      401,
      "This needs the host key as a bearer token; it is in the file host-key of the hub's data directory.\n",
    );
  };
/** Gathering the figures takes some milliseconds of the game's time: for so long everybody gets the same text. */
const METRICS_KEPT_MS = 1_000;

/** Who may read /metrics. */
export interface MetricsAccess {
  /** `host`: programs on the hub itself, and whoever has the host's key; `open`: everybody in the network. */
  readonly readers: 'host' | 'open';
  /** Milliseconds on a clock that does not go back. */
  readonly now: () => number;
}

const metricsRoute = (metrics: Metrics, hostKey: string, { readers, now }: MetricsAccess): Route => {
  let kept: { readonly at: number; readonly text: Promise<string> } | undefined;
  return async (request, response) => {
    if (readers === 'host' && !isLoopback(request) && !hasHostRights(request, hostKey))
      return sendText(
        response,
        403,
        "Only programs on the hub itself, or with the host's key as bearer token, may read this; --metrics open lets all.\n",
      );
    if (!kept || now() - kept.at >= METRICS_KEPT_MS) kept = { at: now(), text: metrics.text() };
    sendText(response, 200, await kept.text, metrics.contentType);
  };
};

/** What tests and the simulated phones compare with their own count. */
const sessionReport = (hub: Hub): unknown => ({
  members: [...hub.sessions.values()].map(({ member, order }) => ({
    member,
    accepted: order.accepted,
    applied: hub.applied(member),
    duplicatesDropped: order.duplicates,
    duplicatesApplied: hub.appliedTwice.get(member) ?? 0,
  })),
});

export const hubRoutes = (
  hub: Hub,
  metrics: Metrics,
  health: () => Health,
  hostKey: string,
  host: () => Promise<HostInfo>,
  access: MetricsAccess,
  leftOut: readonly LeftOut[] = [],
): Routes => ({
  'GET /healthz': (_request, response) => {
    const { phase, members, game } = hub.state;
    sendJson(response, {
      ...health(),
      game: game.meta.id,
      // All that may be chosen now.
      games: [...hub.catalogue.keys()].filter((id) => !hub.state.aside.has(id)),
      phase,
      members: members.size,
      tick: hub.tick,
      uptimeSeconds: Math.round(process.uptime()),
    });
  },
  'GET /metrics': metricsRoute(metrics, hostKey, access),
  'GET /games.json': (_request, response) =>
    sendJson(response, [
      ...[...hub.catalogue.values()].map(({ meta: { id, title, rules, seats } }) => {
        const aside = hub.state.aside.get(id);
        return { id, title, rules, seats, ...(aside === undefined ? {} : { aside }) };
      }),
      // By no id that a game could have: of two of one id the other can be played.
      ...leftOut.map(({ id, title, words }) => ({
        id: `!${id}`,
        title,
        rules: '',
        seats: { min: 1, max: 1 },
        aside: words,
      })),
    ]),
  'GET /sessions.json': onlyHere(() => sessionReport(hub)),
  'GET /host.json': onlyForHost(hostKey, host),
});
