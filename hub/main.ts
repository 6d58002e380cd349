import type { Crowd } from '../phone-sim/run-phones.ts';
import { banner, newCode, readyLine } from './banner.ts';
import { ConfigError, HelpShown, readConfig } from './config.ts';
import { type Kiosk, openKiosk } from './kiosk.ts';
import { createLog } from './log.ts';
import { type Playing, play } from './play.ts';
import { memoryWatch } from './process/memory.ts';
import { exitCodes, lastResort, sayLast } from './process/uncaught.ts';
import { createWatchdog, type Watchdog } from './process/watchdog.ts';
import { systemdManager } from './service/sd-notify.ts';
import { ListenError } from './transport/listen.ts';

/** A stop that hangs (an adapter that does not answer) must not keep the terminal. */
const STOP_LIMIT_MS = 900;

/** Loaded only when wanted: the phones bring a Bluetooth host stack of their own. */
const demoPhones = async (count: number, { ready, hub }: Playing): Promise<Crowd> =>
  (await import('./demo.ts')).startDemo(count, ready, hub.catalogue);

/** Ends the process where it hangs or has used up its memory, and names the game that did it. */
const guard = ({ hub, dataDir }: Playing, failed: (error: unknown) => void): Watchdog => {
  const watchdog = createWatchdog({
    games: hub.catalogue.values(),
    dataDir,
    busy: () => hub.links.size > 0,
    onBeat: memoryWatch((usedMb) => {
      const { phase, game } = hub.state;
      const isPlayed = phase !== 'lobby';
      if (isPlayed) watchdog.suspect(game.meta.id, hub.tick);
      sayLast(
        `The hub has no memory left (${usedMb} MB are in use${isPlayed ? `; ${game.meta.title} is played, in tick ${hub.tick}` : ''}), so it ends itself. Start it again: the room comes back.`,
      );
      process.exit(exitCodes.outOfMemory);
    }),
    failed,
  });
  if (hub.links.size > 0) watchdog.wake();
  return watchdog;
};

const run = async (): Promise<void> => {
  // Whoever read the banner may close the pipe (`play | head -1`): the game goes on.
  process.stdout.on('error', () => undefined);
  const config = readConfig(process.argv.slice(2));
  const log = createLog(config.logLevel);
  const service = systemdManager((error) => log.warn({ err: error }, 'systemd could not be told'));
  let playing: Playing | undefined;
  let demo: Crowd | undefined;
  let kiosk: Kiosk | undefined;
  let watchdog: Watchdog | undefined;
  const close = async (why: Parameters<Playing['stop']>[0]): Promise<void> => {
    service.stopping();
    const phones = Promise.resolve(demo?.stop()).then(() => playing?.stop(why));
    await Promise.all([phones, kiosk?.close()]);
  };
  const failed = lastResort({
    close: () => close('internal'),
    log: (error) => log.error({ err: error }, 'an error that nobody expected'),
    exit: (code) => process.exit(code),
  });
  // Rejections that nobody handles come here too.
  process.on('uncaughtException', failed);
  const hub = await play(config, log, { failed, linkOpened: () => watchdog?.wake() });
  playing = hub;

  // Before the first word is printed: whoever reads it may end the hub at once.
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
    close('hubClosing')
      .catch((error: unknown) => log.error({ err: error }, 'stopping failed'))
      .finally(() => process.exit(0));
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  // Not before signals are handled here: its thread hears them too, and then they would end nothing by themselves any more.
  watchdog = guard(hub, (error) => log.warn({ err: error }, 'a hub that hangs will not end by itself'));

  process.stdout.write(readyLine(hub.ready));
  service.ready(`${config.game} on port ${hub.ready.http}, Bluetooth ${hub.ready.ble}`);
  const tv = `http://localhost:${hub.ready.http}/tv`;
  // Behind #, which browsers send to nobody.
  const tvWithKey = `${tv}#key=${hub.hostKey}`;
  // A terminal forgets; systemd's journal is kept, and read by others.
  const isKept = process.env.JOURNAL_STREAM !== undefined && !process.stdout.isTTY;
  process.stdout.write(
    await banner({
      name: config.name,
      game: hub.hub.state.game.meta.title,
      urls: hub.urls,
      tv: isKept
        ? `${tv} (it asks for the host key once: see the file host-key in the data directory)`
        : tvWithKey,
      code: hub.ready.code,
      joinSecret: hub.joinSecret,
      radio: hub.radio,
      fingerprint: await hub.fingerprint,
      // Browsers allow Bluetooth on https alone; on the simulated air there is nothing that a real phone could find.
      bluetoothUrl: hub.ready.ble.startsWith('hci') ? hub.urls[0]?.replace('http:', 'https:') : undefined,
      notes: hub.notes,
    }),
  );
  let { code } = hub.ready;
  hub.hub.invitation$.subscribe((invitation) => {
    if (invitation.code === (code ?? '')) return;
    code = invitation.code;
    process.stdout.write(newCode(invitation));
  });
  if (config.demo > 0) demo = await demoPhones(config.demo, hub);
  if (config.kiosk && !stopping)
    kiosk = openKiosk({ url: tvWithKey, say: (sentence) => process.stderr.write(`${sentence}\n`) });
};

run().catch((error: unknown) => {
  if (error instanceof HelpShown) return;
  if (error instanceof ConfigError || error instanceof ListenError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  process.stderr.write(
    `Partyline could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
