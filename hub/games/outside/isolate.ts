import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { board, places } from '../running.ts';
import { readAnswer } from './answer.ts';
import { unpackEvents } from './packed-events.ts';
import { type PlainText, plainText } from './plain-text.ts';
import { type Answer, type Bounds, type Request, realm } from './realm.ts';
import { flags, type ThreadData, thread } from './thread.ts';
import { utf8 } from './utf8.ts';

/** Milliseconds, megabytes and letters. */
const isolateRules = {
  /** A call that takes longer is counted. */
  slowMs: 250,
  /** One that takes longer never ends, as far as anybody can tell. */
  mostMs: 1_000,
  /** To start a thread, which a small machine with much to do may be slow at. */
  startMs: 2_000,
  memoryMb: 64,
  /** Times that a game is stopped until it is not started any more. */
  stops: 3,
} as const;

/** Handed to the thread. */
export const bounds: Bounds = {
  stateLetters: 1_500_000,
  viewLetters: 300_000,
  answerLetters: 4_000_000,
  states: 64,
};

/** The thread of a game was stopped, or cannot be started. The message is a sentence for people. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  /** What of a state was being shown; undefined for what was asked for itself. */
  readonly doing: 'view' | 'result' | 'secretOf' | undefined;

  constructor(message: string, doing?: Stopped['doing']) {
    super(message);
    this.doing = doing;
  }
}

export interface IsolateCounters {
  calls: number;
  /** Calls over {@link isolateRules.slowMs}. */
  slow: number;
  /** Threads that had to be ended in the middle of a call. */
  stopped: number;
}

interface Running {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly flags: Int32Array;
}

/** @returns whether a place of the shared memory left `value` behind within so many milliseconds. */
const changed = (memory: Int32Array, place: number, value: number, ms: number): boolean => {
  const until = performance.now() + ms;
  for (let left = ms; ; left = until - performance.now()) {
    if (Atomics.load(memory, place) !== value) return true;
    if (left <= 0) return false;
    Atomics.wait(memory, place, value, left);
  }
};

/** What a thread shows of a state that it made, in this order. */
const steps = [undefined, 'view', 'result', 'secretOf'] as const;

const codec: PlainText = plainText();

/** Rules in a thread of their own, called as if they were here: who calls waits for the answer, and not for ever. */
export class Isolate {
  readonly counters: IsolateCounters = { calls: 0, slow: 0, stopped: 0 };
  readonly #rules: string;
  readonly #fileName: string;
  #running: Running | undefined;
  /** Counts threads: states of an older one are gone. */
  #life = 0;
  #stops = 0;
  /** Told before a thread starts. */
  starting: () => void = () => undefined;

  /** @param rules a script that leaves `partylineGame` behind. */
  constructor(rules: string, fileName: string) {
    this.#rules = rules;
    this.#fileName = fileName;
  }

  /** Which thread it is that answers, from 1; 0 while there is none. */
  get life(): number {
    return this.#running ? this.#life : 0;
  }

  /** @throws Stopped if the rules never come back, or did so too often. */
  call(request: Request): Answer {
    const { worker, port, flags: memory } = this.#running ?? this.#start();
    this.counters.calls += 1;
    const answered = Atomics.load(memory, flags.answered);
    const began = performance.now();
    port.postMessage(codec.write(request, 'request', Number.POSITIVE_INFINITY));
    Atomics.add(memory, flags.asked, 1);
    Atomics.notify(memory, flags.asked);
    // Who failed once and is asked for its lobby gets no second second: all of them together must not look like a hub that hangs.
    const mostMs = this.#stops === 0 ? isolateRules.mostMs : isolateRules.slowMs;
    const isBack = changed(memory, flags.answered, answered, mostMs);
    if (performance.now() - began > isolateRules.slowMs) this.counters.slow += 1;
    const text = isBack
      ? (receiveMessageOnPort(port) as { message: unknown } | undefined)?.message
      : undefined;
    // The hub lives, however long this took: its watchdog is to know.
    if (!isBack) Atomics.add(board, places.beat, 1);
    if (!isBack) throw this.#stop(worker, this.#late(mostMs), steps[Atomics.load(memory, flags.step)]);
    const answer = typeof text === 'string' ? readAnswer(text) : undefined;
    if (!answer) throw this.#stop(worker, 'it gave what cannot be read: does it change the language itself?');
    return answer;
  }

  /** Ends the thread. The next call starts another, without any state of this one. */
  end(): void {
    void this.#running?.worker.terminate();
    this.#running?.port.close();
    this.#running = undefined;
  }

  #late(ms: number): string {
    return `it did not come back within ${ms} ms and was stopped: is there a loop that never ends, or one that uses up its ${isolateRules.memoryMb} MB?`;
  }

  #stop(worker: Worker, words: string, doing?: Stopped['doing']): Stopped {
    this.#stops += 1;
    this.counters.stopped += 1;
    if (worker === this.#running?.worker) this.end();
    return new Stopped(words, doing);
  }

  #start(): Running {
    if (this.#stops >= isolateRules.stops)
      throw new Stopped(`it had to be stopped ${this.#stops} times, so it is not started any more`);
    this.starting();
    const memory = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
    const { port1, port2 } = new MessageChannel();
    const data: ThreadData = {
      flags: memory,
      port: port2,
      realm: `Object.assign(globalThis, (${utf8})()), (${realm})((${plainText})(), ${unpackEvents}, ${JSON.stringify(bounds)})`,
      rules: this.#rules,
      fileName: this.#fileName,
      bounds,
    };
    const worker = new Worker(`(${thread})(require)`, {
      eval: true,
      workerData: data,
      transferList: [port2],
      env: {},
      execArgv: [],
      stdin: false,
      resourceLimits: {
        maxOldGenerationSizeMb: isolateRules.memoryMb,
        maxYoungGenerationSizeMb: 4,
        stackSizeMb: 2,
      },
    });
    worker.unref();
    port1.unref();
    // What it ends by is told to whoever waits for the answer; as an event it comes too late to be of use.
    worker.on('error', () => undefined);
    const running = { worker, port: port1, flags: memory };
    this.#running = running;
    this.#life += 1;
    if (changed(memory, flags.up, 0, isolateRules.startMs)) return running;
    throw this.#stop(worker, this.#late(isolateRules.startMs));
  }
}
