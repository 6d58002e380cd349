import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Air } from './air.ts';
import { AirServer } from './air-server.ts';

const usage = 'usage: air SOCKET [--interval MS] [--loss PERCENT] [--buffers N]';

const wishes = z.object({
  path: z.string({ error: usage }).min(1),
  interval: z.coerce
    .number({ error: '--interval wants milliseconds.' })
    .min(7.5, '--interval wants 7.5 ms or more.')
    .max(4_000, '--interval wants 4000 ms or less.'),
  loss: z.coerce
    .number({ error: '--loss wants percent.' })
    .min(0, '--loss wants 0 to 90.')
    .max(90, '--loss wants 0 to 90.'),
  buffers: z.coerce
    .number({ error: '--buffers wants a number of packets.' })
    .int()
    .min(1, '--buffers wants 1 to 255.')
    .max(255, '--buffers wants 1 to 255.'),
});

/** The n-th address of this air, n from 1. */
const addressOf = (n: number): string => `02:50:4c:00:01:${n.toString(16).padStart(2, '0')}`;

/** An air for other processes alone, no hub on it: controllers to make kernel adapters of. Each comes back under the address it had. */
const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      interval: { type: 'string', default: '15' },
      loss: { type: 'string', default: '0' },
      buffers: { type: 'string', default: '32' },
    },
  });
  const wanted = wishes.safeParse({ path: positionals[0], ...values });
  if (!wanted.success) {
    process.stderr.write(`${wanted.error.issues[0]?.message ?? usage}\n`);
    process.exit(2);
  }
  const { path, interval, loss, buffers } = wanted.data;
  const air = new Air({ loss: loss / 100, connectionInterval: interval });
  const freeAddress = (): string => {
    const taken = new Set(air.controllers.map(({ config }) => config.address));
    for (let n = 1; ; n++) if (!taken.has(addressOf(n))) return addressOf(n);
  };
  const server = new AirServer(air, {
    controller: () => ({ address: freeAddress(), aclBuffers: buffers, maxLinks: 20 }),
  });
  await server.listen(path);
  process.stdout.write(`air ${path}\n`);
  const stop = (): void => void server.close().then(() => process.exit(0));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
