import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { mergeAll, ReplaySubject, tap } from 'rxjs';
import { encode } from '../protocol/codec.ts';
import { JOIN_SECRET_BYTES, joinSecretText } from '../protocol/join-secret.ts';
import { lanAddresses } from './addresses.ts';
import type { Ready } from './banner.ts';
import { openCertificates } from './certificates.ts';
import { type Config, ConfigError } from './config.ts';
import { announce } from './discovery/mdns.ts';
import { allGames } from './games/catalogue.ts';
import { checkDeclared } from './games/check/index.ts';
import { openOutside } from './games/outside/index.ts';
import { Hub } from './hub.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { monotonicScheduler } from './monotonic.ts';
import { loadQuestionPacks } from './question-packs.ts';
import { openRadio, type Radio } from './radio.ts';
import { matchesIn } from './recording/match-folder.ts';
import { native } from './sealed/native.ts';
import { createPakeEngine } from './sealed/pake-engine.ts';
import { seldom } from './seldom.ts';
import { defaultDataDir } from './store/directory.ts';
import { ownHostKey } from './store/host-key.ts';
import { openStorage } from './store/index.ts';
import { codeOf, gamesAside } from './store/suspect.ts';
import { ListenError, listen } from './transport/listen.ts';
import type { Link, Transport } from './transport/port.ts';
import { TcpTransport } from './transport/tcp.ts';
import { WebSocketTransport } from './transport/websocket.ts';
import { isOfTheHouse, Tryouts } from './tryouts.ts';
import { createFront, type Front } from './web/front.ts';
import { ownHosts } from './web/hosts.ts';
import { fingerprintOf } from './web/https.ts';
import { matchRoutes } from './web/matches.ts';
import { sameOrigin } from './web/origin.ts';
import { hubRoutes } from './web/routes.ts';
import { servePages } from './web/static.ts';

/** A hub that runs. */
export interface Playing {
  readonly hub: Hub;
  readonly ready: Ready;
  readonly urls: readonly string[];
  /** What stands behind # in the address of the QR code. */
  readonly joinSecret: string;
  /** With it a TV has the host's rights. */
  readonly hostKey: string;
  /** SHA-256 of the authority that phones may trust, as soon as that is known; undefined if there is none. */
  readonly fingerprint: Promise<string | undefined>;
  readonly radio: string;
  /** What is not as it was wished, with the remedy; one sentence each. */
  readonly notes: readonly string[];
  readonly dataDir: string;
  /** Tells the phones why, saves the room, frees the adapter and the ports; in well under a second. */
  stop(why?: 'hubClosing' | 'internal'): Promise<void>;
}

/** What whoever runs the hub hears of it. */
export interface Listener {
  /** Something is connected. */
  readonly linkOpened: () => void;
  /** The stream of states is broken. */
  readonly failed: (error: unknown) => void;
}

/** No 0 and no 1: they look like letters on a TV. */
const ROOM_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Failures of web requests are logged at most this often: whoever causes them may not fill the log. */
const FAILURES_EVERY_MS = 1_000;
const drawSecret = (): string => joinSecretText(randomBytes(JOIN_SECRET_BYTES));

const drawCode = (): string => String(randomInt(10_000)).padStart(4, '0');

const joinCode = (wanted: string): string | undefined => {
  if (wanted === 'off') return undefined;
  return wanted === 'auto' ? drawCode() : wanted;
};

const roomId = (): string =>
  Array.from({ length: 4 }, () => ROOM_LETTERS[randomInt(ROOM_LETTERS.length)]).join('');

/** Opens the wished port or, if it is taken, any other, and notes why: phones find the hub by its QR code, so any port will do. */
const listenSomewhere = async (
  open: (port: number) => Promise<number>,
  port: number,
  notes: string[],
): Promise<number> => {
  try {
    return await open(port);
  } catch (error) {
    if (!(error instanceof ListenError) || port === 0) throw error;
    const other = await open(0);
    notes.push(`${error.message} Using ${other} meanwhile.`);
    return other;
  }
};

/**
 * Starts everything that the configuration asks for. What cannot be had is named in `notes` and left out: the hub plays on what is left.
 * @throws ConfigError if there is no such game; ListenError if no port can be opened at all.
 */
export const play = async (
  config: Config,
  log: Log,
  { linkOpened, failed }: Partial<Listener> = {},
): Promise<Playing> => {
  const dataDir = config.dataDir ?? defaultDataDir();
  const { packs, problems } = await loadQuestionPacks(join(dataDir, 'packs')).catch((error: Error) => ({
    packs: [],
    problems: [`Question packs cannot be read: ${error.message}`],
  }));
  const house = checkDeclared(allGames(packs), isOfTheHouse);
  const outside = await openOutside(config.games, join(dataDir, 'games'), house.games);
  const games = new Map([...house.games, ...outside.games.map((one) => [one.meta.id, one] as const)]);
  const leftOut = [...house.problems, ...outside.problems];
  const game = games.get(config.game);
  if (!game) {
    const why = leftOut.find(({ id }) => id === config.game)?.words;
    if (why) throw new ConfigError(`${why} Choose one of: ${[...games.keys()].join(', ')} (--game).`);
    throw new ConfigError(
      `There is no game "${config.game}". Choose one of: ${[...games.keys()].join(', ')} (--game).`,
    );
  }

  // States that a game from outside left behind are of other rules as soon as that one is.
  const programCode = [await codeOf(), ...outside.games.map(({ code: own }) => own?.hash)].join('-');
  const named = config.gameGiven ? config.game : undefined;
  const aside = await gamesAside(dataDir, { code: programCode, now: Date.now(), named });
  const notes: string[] = [...problems, ...leftOut.map(({ words }) => words), ...aside.values()];
  const tryouts = new Tryouts(house.games.values());
  const hostKey = await ownHostKey(dataDir, randomBytes, (sentence) => notes.push(sentence));
  const storage = await openStorage({
    ...config,
    hubName: config.name,
    catalogue: games,
    programCode,
    aside,
    named,
    scheduler: monotonicScheduler,
    date: Date.now,
    graceMs: config.grace * 1000,
    newIdentity: () => ({
      room: roomId(),
      code: joinCode(config.code),
      joinSecret: drawSecret(),
    }),
    say: (sentence) => log.warn(sentence),
  });
  notes.push(...storage.notes.filter((note) => !notes.includes(note)));
  const { room, code, joinSecret } = storage.identity;
  const ways$ = new ReplaySubject<Transport['links$']>();
  const transports: Transport[] = [];
  const add = (transport: Transport): void => {
    transports.push(transport);
    ways$.next(transport.links$);
  };
  const logLink = (link: Link): void => {
    linkOpened?.();
    log.info({ link: link.id, remote: link.remote }, 'link opened');
    link.closed$.subscribe(({ cause, detail }) => log.info({ link: link.id, cause, detail }, 'link closed'));
  };

  let port = 0;
  let radio: Radio | undefined;
  const pakes = createPakeEngine();
  const hub: Hub = new Hub({
    links$: ways$.pipe(mergeAll(), tap(logLink)),
    game,
    catalogue: games,
    code,
    joinSecret,
    ...(config.code === 'auto' ? { drawCode, drawSecret } : {}),
    plain: config.plain,
    pakes,
    primitives: native,
    random01: () => randomInt(2 ** 32) / 2 ** 32,
    name: config.name,
    roomId: room,
    hostKey,
    seed: randomInt(2 ** 31),
    graceMs: config.grace * 1000,
    adapters: () => radio?.up().length ?? 0,
    scheduler: monotonicScheduler,
    randomBytes,
    ...(storage.saved ? { saved: storage.saved } : {}),
    record: storage.record,
    wifi: () => lanAddresses().map((address) => `${address}:${port}`),
    late: (ms) => metrics.late(ms),
    ...(failed ? { failed } : {}),
    aside,
    fault: (words) => log.error(words),
    unreadable: (words) => log.error(words),
    rehearse: (one) => tryouts.try(one),
  });
  const metrics = createMetrics(
    () => hub,
    () => transports,
    () => storage.counters,
    () => front.counters(),
    () => ({ ...outside.counters() }),
  );
  await storage.begin(hub);
  hub.start();
  storage.follow(hub);
  let { invitation } = hub;
  hub.invitation$.subscribe((now) => {
    if (now.guessing !== invitation.guessing)
      log.warn(now.guessing ? 'somebody is trying out join codes' : 'nobody tries out join codes any more');
    if (now.code !== invitation.code) {
      log.warn('there is a new join code');
      storage.invite(now.code, now.secret);
    }
    invitation = now;
  });

  let tcpPort: number | null = null;
  const urls = (): string[] => {
    const reachable = lanAddresses();
    return (reachable.length > 0 ? reachable : ['localhost']).map((address) => `http://${address}:${port}/`);
  };
  const failedRequest = seldom<unknown>(
    (error, leftOut) => log.error({ err: error, leftOut }, 'a web request failed'),
    FAILURES_EVERY_MS,
  );
  const { certificates, renewed$, given } = await openCertificates(
    config,
    dataDir,
    (sentence) => log.warn(sentence),
    failedRequest,
  );
  const isOwnHost = ownHosts({ certificate: given });
  const sockets = new WebSocketTransport({
    allowRemote: config.allowRemote,
    allowOrigin: sameOrigin,
    allowHost: isOwnHost,
  });
  const front: Front = createFront({
    routes: {
      ...hubRoutes(
        hub,
        metrics,
        () => ({
          ok: true,
          version: '0.1.0',
          name: config.name,
          room,
          port,
          tcpPort,
          ble: radio?.label() ?? 'off',
          sealed: !config.plain,
        }),
        hostKey,
        async () => ({
          code: hub.invitation.code || null,
          secret: hub.invitation.secret,
          plain: config.plain,
          urls: urls(),
          name: config.name,
          fingerprint: fingerprintOf(await front.authority()) ?? null,
        }),
        { readers: config.metrics, now: () => monotonicScheduler.now() },
        outside.problems,
      ),
      ...matchRoutes({ dir: matchesIn(storage.dir), hostKey, catalogue: games, failed: failedRequest }),
    },
    otherwise: servePages(),
    certificates,
    renewed$,
    failed: failedRequest,
    allowRemote: config.allowRemote,
    isOwnHost,
    attach: (server) => sockets.attach(server),
  });
  port = await listenSomewhere(
    (wanted) => listen(front.server, { port: wanted, host: config.bind, flag: '--port' }),
    config.port,
    notes,
  );
  add(sockets);

  const tcp = new TcpTransport({ allowRemote: config.allowRemote });
  tcpPort = await listenSomewhere((wanted) => tcp.listen(wanted, config.bind), config.tcpPort, notes);
  add(tcp);

  const opened = await openRadio(config, {
    name: config.name,
    roomId: room,
    info: (link) => encode(hub.describe(link)),
    log,
  });
  radio = opened;
  for (const transport of opened.transports) add(transport);
  notes.push(...opened.notes);
  for (const note of notes) log.info(note);
  const announcing =
    config.announce === 'off'
      ? undefined
      : announce({ name: config.name, port, tcpPort, room, version: '0.1.0' }).catch((error: unknown) => {
          log.warn({ err: error }, 'the hub cannot be found by name (mDNS); the QR code works all the same');
          return undefined;
        });

  const trying = tryouts.inIdleTime(hub, monotonicScheduler);
  const stop: Playing['stop'] = async (why = 'hubClosing') => {
    trying.unsubscribe();
    hub.stop(why);
    pakes.stop();
    outside.stop();
    front.close();
    announcing?.then((one) => one?.stop());
    await storage.stop(why === 'hubClosing');
    await Promise.all(transports.map((transport) => transport.stop()));
    await opened.close();
    front.closeAllConnections();
  };
  return {
    hub,
    ready: { http: port, tcp: tcpPort, ble: opened.label(), air: opened.air, code: code ?? null, room },
    urls: urls(),
    joinSecret: hub.invitation.secret,
    hostKey,
    fingerprint: front.authority().then(fingerprintOf),
    radio: opened.words,
    notes,
    dataDir: storage.dir,
    stop,
  };
};
