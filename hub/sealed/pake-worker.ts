import { randomBytes } from 'node:crypto';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { type PakeJob, work } from './pake-engine.ts';

/** Behind everything else that the machine has to do: on Linux this is the thread's own, and a join may wait for a tick. */
const NICE = 10;
if (process.platform === 'linux') {
  try {
    setPriority(NICE);
  } catch {
    // Then joins and ticks share as the system sees fit.
  }
}

/** The thread in which joins are answered: what a phone sends is read before, by the hub itself. */
parentPort?.on('message', ({ id, job }: { readonly id: number; readonly job: PakeJob }) => {
  parentPort?.postMessage({ id, result: work(job, randomBytes) });
});
