import { getPriority, setPriority } from 'node:os';
import { z } from 'zod';
import { floodNamed } from './floods/all.ts';

/** No flood goes on for longer, whoever forgot to end it. */
const LIMIT_MS = 15 * 60_000;

const shape = z.object({
  host: z.string(),
  http: z.number().int(),
  tcp: z.number().int(),
  air: z.string().nullable(),
  code: z.string(),
  sources: z.array(z.string()).min(1),
});

/** An attacker in a process of its own, so that it shares no event loop with whom it attacks: NAME TARGET-AS-JSON; SIGTERM ends it. */
const run = async (): Promise<void> => {
  const [name = '', target = ''] = process.argv.slice(2);
  const flood = floodNamed(name);
  const over = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => over.abort());
  // Whoever started it is gone.
  process.stdin.on('end', () => over.abort()).resume();
  // Whoever is attacked gets the processor first: a full machine would prove nothing.
  setPriority(Math.min(19, getPriority() + 10));
  process.stdout.write(`attacking ${name}\n`);
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(LIMIT_MS)]);
  const stats = await flood.start(shape.parse(JSON.parse(target)), signal);
  process.stdout.write(`${JSON.stringify(stats)}\n`, () => process.exit(0));
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
