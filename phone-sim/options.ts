import { statSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { UsageError } from './hub-address.ts';
import { type PhoneCounts, simulated } from './kinds.ts';

/** Most phones of one radio in one process. */
const MOST = 2_000;

const count = (flag: string) =>
  z.coerce
    .number({ error: `${flag} wants a whole number, such as ${flag} 4.` })
    .int(`${flag} wants a whole number, such as ${flag} 4.`)
    .min(0, `${flag} cannot be below 0.`)
    .max(MOST, `${flag} takes at most ${MOST}.`);

const port = z.coerce
  .number({ error: '--tcp-port wants a port of 1 to 65535.' })
  .int('--tcp-port wants a port of 1 to 65535.')
  .min(1, '--tcp-port wants a port of 1 to 65535.')
  .max(65_535, '--tcp-port wants a port of 1 to 65535.');

const hubForm = '--hub wants HOST:PORT as in the ready line of ./scripts/play, such as 127.0.0.1:8080.';
const hub = z.string({ error: hubForm }).transform((text, context) => {
  const found = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]/]+)):(\d{1,5})$/i.exec(text);
  const number = Number(found?.[3]);
  const host = found?.[1] ?? found?.[2];
  if (host && number >= 1 && number <= 65_535) return { host, port: number };
  context.addIssue({ code: 'custom', message: hubForm });
  return z.NEVER;
});

const units = { ms: 1, s: 1_000, m: 60_000 } as const;
const duration = (flag: string, least: number) =>
  z.string().transform((text, context) => {
    const found = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
    const ms = Number(found?.[1]) * units[(found?.[2] ?? 's') as keyof typeof units];
    if (ms >= least) return ms;
    const message = `${flag} wants a time of at least ${least}ms, such as 2s, 500ms or 1m.`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const isSocket = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
const socketPath = z.string().refine(isSocket, {
  error: '--air: there is no such socket. It stands in the ready line of ./scripts/play --radio virtual.',
});

const counts = Object.fromEntries(simulated.map(([, { flag }]) => [flag, count(`--${flag}`)])) as {
  readonly [F in keyof PhoneCounts]: ReturnType<typeof count>;
};

const flags = z
  .object({
    hub,
    air: socketPath.optional(),
    ...counts,
    tcpPort: port.optional(),
    seconds: z.coerce
      .number({ error: '--seconds wants a number above 0.' })
      .positive('--seconds wants a number above 0.')
      .max(86_400, '--seconds takes at most 86400, one day.')
      .optional(),
    switch: duration('--switch', 200).optional(),
    stagger: duration('--stagger', 0).optional(),
    inputs: z.coerce
      .number({ error: '--inputs wants a number of inputs a second.' })
      .positive('--inputs wants a number above 0.')
      .max(60, '--inputs takes at most 60.')
      .optional(),
    code: z
      .string()
      .regex(
        /^(\d{4}|off|[a-z2-7]{26})$/i,
        '--code wants the four digits that the hub shows, the 26 characters behind # in the address of its QR code, or off.',
      )
      .optional(),
    plain: z.boolean(),
    keep: z.string().min(1, '--keep wants a file.').optional(),
    json: z.boolean(),
  })
  .refine((asked) => simulated.some(([, { flag }]) => asked[flag] > 0), {
    error: `No phones asked for. Say how many: ${simulated.map(([, { flag }]) => `--${flag} N`).join(', ')}.`,
  });

/** What was asked for on the command line, checked. */
export type Flags = z.infer<typeof flags>;

/** Help was shown; there is nothing more to do. */
export class HelpShown extends Error {}

/** @throws UsageError with one sentence for each flag that is wrong; HelpShown. */
export const readFlags = (args: readonly string[]): Flags => {
  const command = new Command('phones')
    .description('Simulated phones that join a Partyline hub and play.')
    .option('--hub <host:port>', 'where the hub is, from its ready line')
    .option(
      '--air <socket>',
      'the simulated air of a hub with --radio virtual; without it Bluetooth phones use hci1, hci2, ... and the hub wants --radio hci0',
    )
    .option('--tcp-port <port>', "the hub's TCP port (default: the hub is asked)")
    .option('--seconds <s>', 'how long to play (default: until Ctrl-C)')
    .option('--switch <duration>', 'change the radio of each phone this often, such as 2s')
    .option('--code <code>', 'the join code that the hub shows, or the secret of its QR code')
    .option('--plain', 'speak without seals; the hub must have been started with --plain', false)
    .option('--stagger <duration>', 'time between the starts of two phones (default: 15ms)')
    .option('--inputs <n>', 'inputs of each phone a second (default: 15)')
    .option('--keep <file>', 'keep the tokens there; phones that were killed go on where they were')
    .option('--json', 'end with one line of JSON', false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  for (const [, { flag, words }] of simulated) command.option(`--${flag} <n>`, words, '0');
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpShown();
    throw new UsageError(`${error.message.replace(/^error: /, '')}\nSee ./scripts/phones --help.`);
  }
  const parsed = flags.safeParse(command.opts());
  if (parsed.success) return parsed.data;
  throw new UsageError([...new Set(parsed.error.issues.map((issue) => issue.message))].join('\n'));
};
