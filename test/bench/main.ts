import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { type BleRow, bleRatios, runBle } from './ble/run.ts';
import { type HourResult, runHour } from './hour/run.ts';
import { type JoinRow, runJoin } from './join/run.ts';
import { pause, rssMb } from './process.ts';
import { bleHead, bleLine, eventLines, hourLines, joinLines, ratios, wifiHead, wifiLine } from './report.ts';
import { type EventRow, runEvent } from './wifi/event.ts';
import { runWifi, type ServerName, servers, startHub, type WifiRow } from './wifi/run.ts';

const projectRoot = (): string => {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json')) || !existsSync(join(at, 'protocol'))) at = dirname(at);
  return at;
};

const list = (text: string): string[] => text.split(',').filter(Boolean);

const main = async (): Promise<void> => {
  const options = new Command('bench')
    .description('Measures Partyline beside its peers, in one run, each server in a process of its own.')
    .option('--json', 'end with one JSON line')
    .option('--seconds <s>', 'time of measuring for each row', '8')
    .option(
      '--warm-up <s>',
      'time of play before that, over Wi-Fi; less than the default measures the compiler too',
      '12',
    )
    .option('--n <list>', 'numbers of players over Wi-Fi', '8,100,400,1000')
    .option('--joins <n>', 'phones that join, one after the other, on each transport', '100')
    .option('--ble <list>', 'numbers of Bluetooth phones', '1,4,8,15')
    .addOption(
      new Option('--only <part>', 'measure one part').choices([
        'wifi',
        'event',
        'ble',
        'join',
        'start',
        'hour',
      ]),
    )
    .option('--servers <list>', 'servers over Wi-Fi', servers.join(','))
    .parse()
    .opts<{
      json?: boolean;
      seconds: string;
      warmUp: string;
      joins: string;
      n: string;
      only?: string;
      servers: string;
      ble: string;
    }>();
  const root = projectRoot();
  const seconds = Number(options.seconds);
  const wanted = (part: string): boolean => options.only === undefined || options.only === part;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);

  let startMs = Number.NaN;
  let idleRssMb = Number.NaN;
  if (wanted('start')) {
    const starts: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const hub = await startHub(root);
      starts.push(hub.startMs);
      if (i === 4) {
        await pause(3_000);
        idleRssMb = rssMb(hub.pid);
      }
      await hub.stop();
    }
    startMs = starts.sort((a, b) => a - b)[2] ?? Number.NaN;
    say(
      `start to the ready line: ${startMs.toFixed(0)} ms (median of 5); idle memory: ${idleRssMb.toFixed(0)} MB`,
    );
  }

  let wifi: WifiRow[] = [];
  if (wanted('wifi')) {
    say(wifiHead);
    const only = servers.filter((name) => list(options.servers).includes(name));
    wifi = await runWifi(
      root,
      list(options.n).map(Number),
      Number(options.warmUp),
      seconds,
      only as readonly ServerName[],
      (row) => say(wifiLine(row)),
    );
    for (const line of ratios(wifi)) say(line);
  }

  let event: EventRow[] = [];
  if (wanted('event')) {
    event = await runEvent(root, seconds);
    for (const line of eventLines(event)) say(line);
  }

  let ble: BleRow[] = [];
  if (wanted('ble')) {
    say(bleHead);
    ble = await runBle(root, list(options.ble).map(Number), seconds, (row) => say(bleLine(row)));
    for (const line of bleRatios(ble)) say(line);
  }
  let join: JoinRow[] = [];
  if (wanted('join')) {
    join = await runJoin(root, Number(options.joins));
    for (const line of joinLines(join)) say(line);
  }
  let hour: HourResult | undefined;
  if (wanted('hour')) {
    hour = await runHour(root);
    for (const line of hourLines(hour)) say(line);
  }
  if (options.json) say(JSON.stringify({ wifi, event, ble, join, startMs, idleRssMb, hour }));
};

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
