import type { Crowd } from '../phone-sim/run-phones.ts';
import { banner, newCode, type Ready, readyLine } from './banner.ts';
import { ConfigError, HelpShown, readConfig } from './config.ts';
import { type Kiosk, openKiosk } from './kiosk.ts';
import { createLog } from './log.ts';
import { play } from './play.ts';
import { systemdManager } from './service/sd-notify.ts';
import { ListenError } from './transport/listen.ts';

/** A stop that hangs (an adapter that does not answer) must not keep the terminal. */
const STOP_LIMIT_MS = 900;

/** Loaded only when wanted: the phones bring a Bluetooth host stack of their own. */
const demoPhones = async (count: number, ready: Ready): Promise<Crowd> =>
  (await import('./demo.ts')).startDemo(count, ready);

const run = async (): Promise<void> => {
  // Whoever read the banner may close the pipe (`play | head -1`): the game goes on.
  process.stdout.on('error', () => undefined);
  const config = readConfig(process.argv.slice(2));
  const log = createLog(config.logLevel);
  const service = systemdManager((error) => log.warn({ err: error }, 'systemd could not be told'));
  const playing = await play(config, log);
  let demo: Crowd | undefined;
  let kiosk: Kiosk | undefined;

  // Before the first word is printed: whoever reads it may end the hub at once.
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    service.stopping();
    setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
    const phones = Promise.resolve(demo?.stop()).then(() => playing.stop());
    Promise.all([phones, kiosk?.close()])
      .catch((error: unknown) => log.error({ err: error }, 'stopping failed'))
      .finally(() => process.exit(0));
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));

  process.stdout.write(readyLine(playing.ready));
  service.ready(`${config.game} on port ${playing.ready.http}, Bluetooth ${playing.ready.ble}`);
  const tv = `http://localhost:${playing.ready.http}/tv`;
  // Behind #, which browsers send to nobody.
  const tvWithKey = `${tv}#key=${playing.hostKey}`;
  // A terminal forgets; systemd's journal is kept, and read by others.
  const isKept = process.env.JOURNAL_STREAM !== undefined && !process.stdout.isTTY;
  process.stdout.write(
    await banner({
      name: config.name,
      game: playing.hub.state.game.meta.title,
      urls: playing.urls,
      tv: isKept
        ? `${tv} (it asks for the host key once: see the file host-key in the data directory)`
        : tvWithKey,
      code: playing.ready.code,
      radio: playing.radio,
      fingerprint: await playing.fingerprint,
      // Browsers allow Bluetooth on https alone; on the simulated air there is nothing that a real phone could find.
      bluetoothUrl: playing.ready.ble.startsWith('hci')
        ? playing.urls[0]?.replace('http:', 'https:')
        : undefined,
      notes: playing.notes,
    }),
  );
  let { code } = playing.ready;
  playing.hub.invitation$.subscribe((invitation) => {
    if (invitation.code === (code ?? '')) return;
    code = invitation.code;
    process.stdout.write(newCode(invitation));
  });
  if (config.demo > 0) demo = await demoPhones(config.demo, playing.ready);
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
