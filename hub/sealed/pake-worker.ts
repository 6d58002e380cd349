import { randomBytes } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { type PakeJob, work } from './pake-engine.ts';

/** The thread in which joins are answered: what a phone sends is read before, by the hub itself. */
parentPort?.on('message', ({ id, job }: { readonly id: number; readonly job: PakeJob }) => {
  parentPort?.postMessage({ id, result: work(job, randomBytes) });
});
