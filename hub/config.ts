import { hostname } from 'node:os';
import { delimiter } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { z } from 'zod';
import { limits } from '../protocol/limits.ts';
import { cutToBytes } from './pipeline/names.ts';

/** A flag or an environment variable that cannot be right. The message is one sentence for the person who typed it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `--help` was asked for and has been printed. */
export class HelpShown extends Error {
  override readonly name = 'HelpShown';
}

const port = z.coerce.number().int().min(0).max(65_535);

const shape = z.object({
  radio: z.union([z.enum(['auto', 'hci', 'virtual', 'off']), z.string().regex(/^hci\d{1,2}$/)]),
  port,
  tcpPort: port,
  game: z.string().regex(/^[a-z][a-z0-9]{0,23}$/),
  games: z.array(z.string().min(1)),
  code: z.union([z.enum(['auto', 'off']), z.string().regex(/^\d{4}$/)]),
  demo: z.coerce.number().int().min(0).max(16),
  airInterval: z.coerce.number().min(7.5).max(4000),
  airLoss: z.coerce.number().min(0).max(90),
  airAdapters: z.coerce.number().int().min(1).max(4),
  grace: z.coerce.number().int().min(1).max(3600),
  dataDir: z.string().min(1).optional(),
  name: z.string().min(1),
  allowRemote: z.boolean(),
  plain: z.boolean(),
  kiosk: z.boolean(),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  announce: z.enum(['on', 'off']),
  metrics: z.enum(['host', 'open']),
  bind: z.string().min(1),
  logLevel: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']),
});

/** What the hub was told to do, checked. Times in milliseconds, loss in percent. */
type Flags = z.infer<typeof shape>;
export type Config = Flags & {
  /** `--game` was given: the game is not just the one that there is by default. */
  readonly gameGiven: boolean;
};

const takes: Record<keyof Flags, string> = {
  radio: 'auto, hci (or hci0, hci1, ...), virtual or off',
  port: 'a port number of 0 to 65535 (0 picks a free one)',
  tcpPort: 'a port number of 0 to 65535 (0 picks a free one)',
  game: 'the id of a game, lower case letters and digits, such as pong',
  games: 'a folder of games, or the folder of one (in the environment: several with : between them)',
  code: 'auto, off or four digits',
  demo: 'a number of 0 to 16 simulated phones',
  airInterval: 'a connection interval of 7.5 to 4000 ms',
  airLoss: 'a share of 0 to 90 percent',
  airAdapters: 'a number of 1 to 4 adapters',
  grace: 'a time of 1 to 3600 seconds',
  dataDir: 'a directory',
  name: 'a name',
  cert: 'a PEM file',
  key: 'a PEM file',
  announce: 'on or off',
  metrics: 'host or open',
  allowRemote: 'nothing: it is a switch (in the environment: 1 or 0)',
  plain: 'nothing: it is a switch (in the environment: 1 or 0)',
  kiosk: 'nothing: it is a switch (in the environment: 1 or 0)',
  bind: 'an address of this machine',
  logLevel: 'silent, error, warn, info, debug or trace',
};

const flags: Record<keyof Flags, string> = {
  radio: '--radio',
  port: '--port',
  tcpPort: '--tcp-port',
  game: '--game',
  games: '--games',
  code: '--code',
  demo: '--demo',
  airInterval: '--air-interval',
  airLoss: '--air-loss',
  airAdapters: '--air-adapters',
  grace: '--grace',
  dataDir: '--data-dir',
  name: '--name',
  allowRemote: '--allow-remote',
  plain: '--plain',
  kiosk: '--kiosk',
  cert: '--cert',
  key: '--key',
  announce: '--announce',
  metrics: '--metrics',
  bind: '--bind',
  logLevel: '--log-level',
};

const variable = (key: keyof Flags): string =>
  `PARTYLINE_${flags[key].slice(2).replaceAll('-', '_').toUpperCase()}`;

const option = (key: keyof Flags, words: string, text: string): Option =>
  new Option(`${flags[key]} ${words}`.trim(), text).env(variable(key));

const commandLine = (): Command =>
  new Command('play')
    .description('Partyline: a TV shows the game, every phone in the room is a controller.')
    .addOption(
      option('radio', '<radio>', 'Bluetooth: the adapter if there is one, a simulated air, or none').default(
        'auto',
      ),
    )
    .addOption(option('port', '<port>', 'web pages and WebSocket').default('8080'))
    .addOption(option('tcpPort', '<port>', 'plain TCP for makers').default('8081'))
    .addOption(option('game', '<id>', 'the game to begin with').default('pong'))
    .addOption(
      option('games', '<dir>', 'games from outside: a folder of them, or of one; may be given again')
        .default([])
        .argParser((dir: string, before: readonly string[] = []) => [...before, dir]),
    )
    .addOption(
      option('code', '<code>', 'join code: a fresh one each start, none, or your own').default('auto'),
    )
    .addOption(option('demo', '<n>', 'add n simulated phones').default('0'))
    .addOption(option('airInterval', '<ms>', 'connection interval on the simulated air').default('15'))
    .addOption(option('airLoss', '<percent>', 'packets lost on the simulated air').default('0'))
    .addOption(
      option('airAdapters', '<n>', 'adapters of the hub on the simulated air (for tests)').default('1'),
    )
    .addOption(
      option('grace', '<seconds>', 'how long the seat of a lost phone is held').default(
        String(limits.graceMs / 1000),
      ),
    )
    .addOption(option('dataDir', '<dir>', 'where matches and seats are kept'))
    .addOption(option('name', '<name>', 'what phones see').default(`Partyline ${hostname()}`))
    .addOption(option('allowRemote', '', 'let phones in from outside the local network').default(false))
    .addOption(
      option('plain', '', 'also let programs in that do not seal what they send: others can read it').default(
        false,
      ),
    )
    .addOption(option('kiosk', '', "show the TV page on this machine's own screen").default(false))
    .addOption(option('cert', '<file>', "certificate for https, instead of one of the hub's own (PEM)"))
    .addOption(option('key', '<file>', 'its private key (PEM)'))
    .addOption(option('announce', '<on|off>', 'be found as partyline.local (mDNS)').default('on'))
    .addOption(
      option(
        'metrics',
        '<host|open>',
        "who may read /metrics: this machine and who has the host's key, or all",
      ).default('host'),
    )
    .addOption(option('bind', '<address>', 'listen on this address only').default('::'))
    .addOption(option('logLevel', '<level>', 'how much to log, as JSON lines on stderr').default('warn'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });

/**
 * Reads flags and PARTYLINE_ variables; a flag wins over its variable.
 * @throws ConfigError with one sentence that names the flag and what it takes; HelpShown after --help.
 */
export const readConfig = (args: readonly string[]): Config => {
  const command = commandLine();
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') throw new HelpShown();
    throw new ConfigError(`${error.message.replace(/^error: /, '')} (see --help)`);
  }
  const options = command.opts();
  // commander counts a switch as on whenever its variable is there at all; people write 1 or 0.
  const isOn = (key: 'allowRemote' | 'kiosk' | 'plain'): boolean => {
    const value: unknown = options[key];
    const variableSays = process.env[variable(key)];
    if (command.getOptionValueSource(key) === 'env') return ['1', 'true', 'yes'].includes(variableSays ?? '');
    return value === true;
  };
  const switches = { allowRemote: isOn('allowRemote'), plain: isOn('plain'), kiosk: isOn('kiosk') };
  const isListed = command.getOptionValueSource('games') === 'env';
  const games = (options.games as readonly string[]).flatMap((dir) =>
    isListed ? dir.split(delimiter).filter((one) => one !== '') : [dir],
  );
  const parsed = shape.safeParse({ ...options, ...switches, games });
  if (parsed.success)
    return {
      ...parsed.data,
      name: cutToBytes(parsed.data.name, limits.hubNameBytes),
      gameGiven: command.getOptionValueSource('game') !== 'default',
    };
  const key = parsed.error.issues[0]?.path[0] as keyof Flags;
  throw new ConfigError(
    `${flags[key]} (or ${variable(key)}) takes ${takes[key]}, not "${String(options[key])}".`,
  );
};
