import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { AnyGame } from '../games/game.ts';
import { board, gameNumber, gameWork, places } from '../games/running.ts';
import { type NamedGame, stillness, type ThreadData, watch } from './thread.ts';

/** Twice a second a beat, twice a second a look: what is quicker than that wakes a hub that sleeps. */
const rules = {
  checkMs: 500,
  checks: 6,
  stopMs: 1_200,
  hurryMs: 100,
  /** A room in which nobody is runs no game, so nobody needs to watch it: the thread costs as much memory as a tenth of the hub. */
  idleMs: 60_000,
} as const;

export interface WatchdogOptions {
  readonly games: Iterable<AnyGame>;
  readonly dataDir: string;
  /** Whether anybody is connected. */
  readonly busy: () => boolean;
  /** Called with each beat. */
  readonly onBeat?: () => void;
  /** Told when there can be no watchdog. */
  readonly failed: (error: unknown) => void;
}

/** Atomically, as the thread does it. */
const writeSuspect = (file: string, suspect: object): void => {
  writeFileSync(`${file}.part`, `${JSON.stringify(suspect)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
};

/** A game that may be to blame for the end of the hub; the next start reads it. */
const suspectIn = (dataDir: string): string => join(dataDir, 'suspect.json');

/** Ends the process when its main thread hangs, as in a game with an endless loop: nothing on that thread could. */
export interface Watchdog {
  /** Somebody came: watches from now on, until nobody has been here for a minute. */
  wake(): void;
  /** Writes down the game that is to blame for an end that comes now. */
  suspect(game: string, tick: number): void;
}

/** A debugger stops the main thread for as long as it likes. */
const isDebugged = (): boolean => process.execArgv.some((flag) => flag.startsWith('--inspect'));

const namesOf = (games: Iterable<AnyGame>): readonly (NamedGame | undefined)[] => {
  const names: (NamedGame | undefined)[] = [];
  for (const game of games) names[gameNumber(game)] = { id: game.meta.id, title: game.meta.title };
  return names;
};

export const createWatchdog = ({ games, dataDir, busy, onBeat, failed }: WatchdogOptions): Watchdog => {
  const { checkMs, checks, stopMs, hurryMs, idleMs } = rules;
  const data: ThreadData = {
    board,
    places,
    games: namesOf(games),
    work: gameWork,
    suspectFile: suspectIn(dataDir),
    checkMs,
    stopMs,
    hurryMs,
  };
  let thread: Worker | undefined;
  const begin = (): void => {
    const worker = new Worker(`(${watch})(require, (${stillness})(${checks}, ${checkMs}))`, {
      eval: true,
      workerData: data,
      env: SHARE_ENV,
      // Not the main thread's flags: source maps alone would cost megabytes.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
    });
    worker.unref();
    let idleSince: number | undefined;
    let ended = false;
    const beating = setInterval(() => {
      Atomics.add(board, places.beat, 1);
      onBeat?.();
      const now = performance.now();
      idleSince = busy() ? undefined : (idleSince ?? now);
      if (ended || idleSince === undefined || now - idleSince < idleMs) return;
      ended = true;
      void worker.terminate();
    }, checkMs).unref();
    worker.on('error', failed);
    worker.on('exit', () => {
      clearInterval(beating);
      thread = undefined;
      // Somebody came while the last look after nobody was ending it.
      if (ended && busy()) wake();
    });
    thread = worker;
  };
  const wake = (): void => {
    if (thread || isDebugged()) return;
    try {
      begin();
    } catch (error) {
      failed(error);
    }
  };
  return {
    wake,
    suspect: (game, tick) => {
      try {
        writeSuspect(data.suspectFile, { game, tick, at: Date.now() });
      } catch (error) {
        failed(error);
      }
    },
  };
};
