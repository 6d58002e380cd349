import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ProtocolError } from '../../protocol/errors.ts';
import type { MessageOf } from '../../protocol/messages.ts';
import { answerPake, type PakeAnswer } from '../../protocol/sealed/handshake-hub.ts';
import type { Greeting } from '../../protocol/sealed/keys.ts';
import type { RandomBytes } from '../../protocol/sealed/primitives.ts';
import { FairQueue } from './fair-queue.ts';

/** What a phone asks a hub for that costs it milliseconds. */
export interface PakeJob {
  readonly greeting: Greeting;
  readonly pake: MessageOf<'pake'>;
  /** What the phone must know. */
  readonly secret: string;
}

/** Undefined: the phone's share is no point of the group, or too many wait already. */
export type PakeResult = PakeAnswer | 'badShare' | 'busy';

/** Answers joins beside the ticks. */
export interface PakeEngine {
  /** @param source whose turn it costs. @param done called once, later or at once. */
  answer(source: string, job: PakeJob, done: (result: PakeResult) => void): void;
  stop(): void;
}

/** More joins than this at once are told to come again. */
const MOST_WAITING = 2_048;
/** A thread that nobody needed for so long is let go: it takes megabytes. */
const IDLE_MS = 30_000;
/** In the thread at once: enough for it never to wait, few enough that those of others are next. */
const IN_THREAD = 2;

/** @returns the answer, in a thread or out of one. */
export const work = ({ greeting, pake, secret }: PakeJob, random: RandomBytes): PakeResult => {
  try {
    return answerPake(greeting, pake, secret, random);
  } catch (error) {
    if (error instanceof ProtocolError) return 'badShare';
    throw error;
  }
};

/** Right where it is asked for: for tests in virtual time, and where there is no built program for a thread. */
export const pakeInPlace = (random: RandomBytes): PakeEngine => ({
  answer: (_source, job, done) => done(work(job, random)),
  stop: () => undefined,
});

/** @returns the program of the thread, found from the project's root upwards of this file; undefined if it is not built. */
const program = (): string | undefined => {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at);
  const file = join(at, '.build', 'hub', 'sealed', 'pake-worker.js');
  return existsSync(file) ? file : undefined;
};

interface Waiting {
  readonly job: PakeJob;
  readonly done: (result: PakeResult) => void;
}

/** In a thread of its own, begun with the first join and let go when nobody joins: a hub without joins has none. */
class ThreadEngine implements PakeEngine {
  readonly #file: string;
  readonly #queue = new FairQueue<Waiting>(MOST_WAITING);
  readonly #under = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  answer(source: string, job: PakeJob, done: (result: PakeResult) => void): void {
    if (this.#queue.add(source, { job, done })) this.#feed();
    else done('busy');
  }

  #feed(): void {
    while (this.#under.size < IN_THREAD) {
      const next = this.#queue.next();
      if (!next) break;
      this.#lastId += 1;
      this.#under.set(this.#lastId, next);
      this.#running().postMessage({ id: this.#lastId, job: next.job });
    }
    clearTimeout(this.#idle);
    this.#idle = undefined;
    if (this.#under.size === 0) this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
  }

  #running(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new Worker(this.#file, { env: {}, resourceLimits: { maxOldGenerationSizeMb: 32 } });
    thread.unref();
    thread.on('message', ({ id, result }: { readonly id: number; readonly result: PakeResult }) => {
      const waiting = this.#under.get(id);
      this.#under.delete(id);
      waiting?.done(result);
      this.#feed();
    });
    // A thread that fails takes what it worked on with it: those phones ask again, another thread answers.
    thread.on('error', () => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      const lost = [...this.#under.values()];
      this.#under.clear();
      for (const { done } of lost) done('busy');
      this.#feed();
    });
    this.#thread = thread;
    return thread;
  }

  #end(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.terminate();
  }

  stop(): void {
    clearTimeout(this.#idle);
    this.#end();
  }
}

/** The engine of a hub that runs: a thread, or in place where the thread's program is not built. */
export const createPakeEngine = (file = program()): PakeEngine =>
  file === undefined ? pakeInPlace(randomBytes) : new ThreadEngine(file);
