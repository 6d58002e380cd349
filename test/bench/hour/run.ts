import { join } from 'node:path';
import { z } from 'zod';
import { startServer } from '../process.ts';

const hourResult = z.object({
  figures: z.array(z.object({ minute: z.number(), rssMb: z.number(), heapMb: z.number() })),
  /** States that the phones got. */
  states: z.number(),
  members: z.number(),
});

/** What the hub held in memory while an hour was played in virtual time; the heap is measured after a collection. */
export type HourResult = z.infer<typeof hourResult>;

export const runHour = async (root: string): Promise<HourResult> => {
  const program = await startServer(
    ['--expose-gc', join(root, '.build/test/bench/hour/program.js')],
    'hour ',
  );
  await program.stop();
  return hourResult.parse(JSON.parse(program.ready.slice(5)));
};
