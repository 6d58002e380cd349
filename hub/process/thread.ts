/** What a game is called, for people and for files. */
export interface NamedGame {
  readonly id: string;
  readonly title: string;
}

/** What the thread is given. Plain data: the function below has nothing else. */
export interface ThreadData {
  readonly board: Int32Array;
  readonly places: { readonly beat: number; readonly running: number; readonly tick: number };
  /** By their numbers on the board. */
  readonly games: readonly (NamedGame | undefined)[];
  readonly work: readonly string[];
  /** Where the game that hangs is written down. */
  readonly suspectFile: string;
  readonly checkMs: number;
  /** From the first signal to the end by force, and from the second. */
  readonly stopMs: number;
  readonly hurryMs: number;
}

/** The parts of Node's own wrapper of signals that are used. */
interface SignalHandle {
  onsignal: () => void;
  start(signal: number): number;
  unref(): void;
}

/**
 * Tells whether a program hangs, from one look at its beat to the next.
 * @returns what takes a look: the count of beats and the time in milliseconds. True when there was none for so many looks in a row. A look
 * that comes late itself begins the count anew: the process was stopped, or the machine had no time for either thread.
 */
export const stillness = (checks: number, checkMs: number): ((beat: number, now: number) => boolean) => {
  let last: { readonly beat: number; readonly at: number } | undefined;
  let missed = 0;
  return (beat, now) => {
    const isLate = last !== undefined && now - last.at > 2 * checkMs;
    missed = last?.beat === beat && !isLate ? missed + 1 : 0;
    last = { beat, at: now };
    return missed >= checks;
  };
};

/**
 * What the watchdog's thread does. It and {@link stillness} are handed over as text, so they use nothing from outside themselves: a thread
 * without imports is the smallest there is.
 */
export const watch = (load: NodeJS.Require, isStill: ReturnType<typeof stillness>): void => {
  const { workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { writeSync, writeFileSync, renameSync } = load('node:fs') as typeof import('node:fs');
  const { constants } = load('node:os') as typeof import('node:os');
  const data = workerData as ThreadData;
  const { board, places } = data;

  /** The main thread cannot do anything any more, so nothing but this ends the process. */
  const end = (why: string): void => {
    const running = Atomics.load(board, places.running);
    const tick = Atomics.load(board, places.tick);
    const game = running === 0 ? undefined : data.games[running >> 4];
    const what =
      running === 0
        ? 'The hub hangs outside of all games'
        : `${game?.title ?? 'A game'} hangs in tick ${tick} (${data.work[(running & 15) - 1]})`;
    try {
      writeSync(2, `${what}; ${why}\n`);
    } catch {
      // Nobody reads it: that is no reason to hang on.
    }
    try {
      if (game) {
        const text = JSON.stringify({ game: game.id, tick, at: Date.now() });
        writeFileSync(`${data.suspectFile}.part`, `${text}\n`, { mode: 0o600 });
        renameSync(`${data.suspectFile}.part`, data.suspectFile);
      }
    } catch (error) {
      writeSync(2, `${data.suspectFile} cannot be written: ${String(error)}\n`);
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  };

  setInterval(() => {
    if (isStill(Atomics.load(board, places.beat), performance.now()))
      end(
        'nothing has moved for three seconds, so the hub ends itself. Start it again: the room comes back.',
      );
  }, data.checkMs);

  // Signals reach the main thread as events, so not while it loops. Node has no other way to hear of them in a thread than its own
  // wrapper around libuv, whose handlers are called in every loop that has one. Where a later Node takes it away, the three seconds remain.
  process.noDeprecation = true;
  let signals = 0;
  const heard = (): void => {
    signals += 1;
    const [ms, asked] = signals === 1 ? [data.stopMs, 'asked'] : [data.hurryMs, 'asked again'];
    setTimeout(() => end(`it was ${asked} to stop and did not, so it is ended by force.`), ms);
  };
  try {
    const { binding } = process as unknown as {
      binding: (name: string) => { Signal: new () => SignalHandle };
    };
    const { Signal } = binding.call(process, 'signal_wrap');
    for (const signal of [constants.signals.SIGINT, constants.signals.SIGTERM]) {
      const handle = new Signal();
      handle.onsignal = heard;
      handle.start(signal);
      handle.unref();
    }
  } catch {
    // See above.
  }
};
