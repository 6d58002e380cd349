import { once } from 'node:events';
import { connect } from 'node:net';
import { createLogUpdate } from 'log-update';
import { adaptersFor } from './adapters.ts';
import { askHealth, UsageError } from './hub-address.ts';
import { Keepsake } from './keepsake.ts';
import { type Flags, HelpShown, readFlags } from './options.ts';
import type { SimPhone } from './phone.ts';
import type { PhonesReport } from './report.ts';
import { type Crowd, type PhonesOptions, startPhones } from './run-phones.ts';
import type { Percentiles } from './statistics.ts';
import { table } from './table.ts';

const REDRAW_MS = 500;

/** @throws UsageError if nobody serves an air on this socket: one that was left behind by a hub that is no more. */
const askAir = async (path: string): Promise<void> => {
  const probe = connect(path);
  try {
    await once(probe, 'connect');
  } catch {
    throw new UsageError(
      '--air: nobody answers on this socket. Give the one in the ready line of a ./scripts/play --radio virtual that runs.',
    );
  } finally {
    probe.destroy();
  }
};

/** Four digits are what a person types, all else that is let through is the QR code's secret. */
const credentialsOf = (code: string | undefined): Pick<PhonesOptions, 'code' | 'secret'> => {
  if (code === undefined || code.toLowerCase() === 'off') return { code: '' };
  return code.length === 4 ? { code } : { code: '', secret: code };
};

/** Finds out what the flags leave open. @throws UsageError if the hub cannot be asked or lacks what is needed. */
const planOf = async (flags: Flags): Promise<PhonesOptions> => {
  const { hub, air, ble, tcp, code } = flags;
  const health = await askHealth(hub);
  const tcpPort = flags.tcpPort ?? health.tcpPort ?? undefined;
  if (tcp > 0 && tcpPort === undefined)
    throw new UsageError('The hub does not say on which port it takes TCP. Give it: --tcp-port PORT.');
  if (air !== undefined && ble > 0) await askAir(air);
  const adapters = air === undefined && ble > 0 ? adaptersFor(ble) : [];
  const radio = air === undefined ? (n: number) => adapters[n] ?? n + 1 : () => air;
  return {
    // How many of each kind, by its flag.
    ...flags,
    hub,
    tcpPort,
    radio: ble > 0 ? radio : undefined,
    room: health.room,
    ...credentialsOf(code),
    plain: flags.plain,
    switchMs: flags.switch,
    staggerMs: flags.stagger,
    inputsPerSecond: flags.inputs,
    keepsake: flags.keep === undefined ? undefined : new Keepsake(flags.keep),
  };
};

/** Rejects as soon as the hub wants another code: all phones have the same one, and more guesses would only close the door for longer. */
const codeRefused = (crowd: Crowd): Promise<never> =>
  Promise.race(
    crowd.phones.map(async (phone) => {
      await phone.until(({ status, member }) => member === undefined && status === 'codeNeeded');
      throw new UsageError(
        phone.options.code === '' && !phone.options.secret
          ? 'The hub wants the join code that it shows: --code NNNN.'
          : 'The hub does not take this --code: give the four digits, or the secret of the QR code, that it shows.',
      );
    }),
  );

/** Resolves at the end of the time, or at the first Ctrl-C; the second ends the program at once. */
const playedEnough = (seconds: number | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = seconds === undefined ? undefined : setTimeout(resolve, seconds * 1000);
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      clearTimeout(timer);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });

/** Draws the table on the error output, so that the JSON line has the standard output for itself. @returns what ends it. */
const showTable = (crowd: Crowd): (() => void) => {
  if (!process.stderr.isTTY) return () => undefined;
  const update = createLogUpdate(process.stderr);
  const draw = (): void => update(table(crowd.phones, process.stderr.rows ?? 24));
  const timer = setInterval(draw, REDRAW_MS);
  return () => {
    clearInterval(timer);
    draw();
    update.done();
  };
};

const ms = (value: number | null): string => (value === null ? 'unknown' : `${value} ms`);

/** Why a phone never got into the room. */
const whyOutside = (phone: SimPhone): string => {
  if (phone.trouble !== '') return phone.trouble;
  return 'There was no time to join: give more --seconds.';
};

const both = ({ p50, p99 }: Percentiles): string =>
  `${p50 === null ? '-' : p50.toFixed(1)} / ${p99 === null ? '-' : p99.toFixed(1)}`;

/** A line for all changes of radio, and one for each direction. */
const changesInWords = ({
  count,
  gapMs,
  coldMs,
  warmMs,
  directions,
}: NonNullable<PhonesReport['switch']>): readonly string[] => {
  const row = (cells: readonly string[]): string =>
    cells.map((cell, i) => cell.padEnd(i === 0 ? 22 : 18)).join('');
  return [
    `${count} changes of radio: gap p50 ${ms(gapMs.p50)}, p99 ${ms(gapMs.p99)}. p50 / p99 in ms, with the old link gone first and with both up:`,
    row(['', 'changes', 'cold', 'warm']),
    ...directions.map((one) =>
      row([`${one.from} to ${one.to}`, String(one.count), both(one.coldMs), both(one.warmMs)]),
    ),
    row(['all', String(count), both(coldMs), both(warmMs)]),
  ];
};

const inWords = ({ phones, totals, switch: changes }: PhonesReport): string =>
  [
    `${phones.length} phones, ${totals.inputsSent} inputs: ${totals.inputsApplied} applied, ${totals.inputsLost} lost, ${totals.inputsDuplicated ?? 'unknown'} duplicated.`,
    `${totals.statesReceived} states, ${totals.divergentTicks} divergent. Round trip p50 ${ms(totals.rttMs.p50)}, p99 ${ms(totals.rttMs.p99)}.`,
    ...(changes ? changesInWords(changes) : []),
    ...(totals.phonesOutside > 0 ? [`${totals.phonesOutside} phones never got into the room.`] : []),
  ].join('\n');

const run = async (): Promise<number> => {
  const flags = readFlags(process.argv.slice(2));
  const crowd = startPhones(await planOf(flags));
  const endTable = showTable(crowd);
  await Promise.race([playedEnough(flags.seconds), codeRefused(crowd)]).catch(async (error: unknown) => {
    endTable();
    await crowd.stop();
    throw error;
  });
  const outside = crowd.phones.find((phone) => phone.member === undefined);
  const why = outside && `${outside.options.name} stayed outside: ${whyOutside(outside)}\n`;
  const report = await crowd.finish();
  endTable();
  if (why) process.stderr.write(why);
  process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : `${inWords(report)}\n`);
  return why ? 1 : 0;
};

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof HelpShown) process.exit(0);
    const isUsage = error instanceof UsageError;
    const words = error instanceof Error ? (isUsage ? error.message : error.stack) : String(error);
    process.stderr.write(`${words}\n`);
    process.exit(isUsage ? 2 : 1);
  },
);
