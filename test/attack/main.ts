import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { floodNamed, floods } from './floods/all.ts';
import { type Row, runFlood } from './support/run.ts';
import { tableHead, tableLine } from './table.ts';

const projectRoot = (): string => {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json')) || !existsSync(join(at, 'protocol'))) at = dirname(at);
  return at;
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const main = async (): Promise<void> => {
  const options = new Command('attack')
    .description(
      'Floods a hub on this machine in every way there is and tells what that does to eight who play and to one who comes.',
    )
    .option('--seconds <s>', 'length of each flood', '60')
    .option(
      '--only <name>',
      `one flood (may come again): ${floods.map(({ name }) => name).join(', ')}`,
      collect,
      [],
    )
    .option(
      '--hub-dir <dir>',
      'a built checkout whose hub is attacked (may come again: one after the other)',
      collect,
      [],
    )
    .option('--patience <s>', 'how long somebody who comes waits for the first state', '8')
    .addOption(
      new Option(
        '--join-by <what>',
        'what somebody who comes has: the code, or the secret of the QR code',
      ).choices(['code', 'secret']),
    )
    .option('--json', 'end with one JSON line')
    .parse()
    .opts<{
      seconds: string;
      only: string[];
      hubDir: string[];
      patience: string;
      joinBy?: 'code' | 'secret';
      json?: boolean;
    }>();
  const root = projectRoot();
  const hubs = options.hubDir.length > 0 ? options.hubDir.map((dir) => resolve(dir)) : [root];
  const chosen = options.only.length > 0 ? options.only.map(floodNamed) : floods;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  say(tableHead);
  const rows: Row[] = [];
  for (const flood of chosen)
    for (const hubDir of hubs) {
      const row = await runFlood(flood, {
        root,
        hubDir,
        label: basename(hubDir),
        seconds: Number(options.seconds),
        patienceMs: Number(options.patience) * 1000,
        joinBy: options.joinBy,
      });
      rows.push(row);
      say(tableLine(row));
    }
  if (options.json) say(JSON.stringify({ rows }));
};

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
