import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkGame } from '../check/index.ts';
import type { AnyGame } from '../game.ts';
import type { GuardedGame } from '../guard.ts';
import { type Bundle, bundleRules, stopBundling } from './bundle.ts';
import { readDeclared } from './declared.ts';
import { Isolate, type IsolateCounters } from './isolate.ts';
import { isolatedGame } from './isolated.ts';
import { plainText } from './plain-text.ts';
import { locate } from './stack.ts';

/** Folders looked at in one folder of games, at most. */
const MOST = 100;

/** Threads at a time: one game is played, and one may be tried or chosen beside it. */
const MOST_AWAKE = 2;

/** A game that was left out, and why. */
export interface LeftOut {
  /** Its id, or the name of its folder where it could not even say that. */
  readonly id: string;
  readonly title: string;
  /** A sentence for people, with file and line where that is known. */
  readonly words: string;
}

export interface OutsideGames {
  readonly games: readonly GuardedGame[];
  readonly problems: readonly LeftOut[];
  /** What calls of all of them took. */
  readonly counters: () => IsolateCounters;
  /** How many threads there are. */
  readonly awake: () => number;
  /** Ends their threads. */
  readonly stop: () => void;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @returns the folders of games in a folder, or the folder itself if it is one. */
const foldersIn = async (dir: string): Promise<readonly string[]> => {
  const entries = await readdir(dir, { withFileTypes: true });
  if (entries.some(({ name }) => name === 'game.ts')) return [dir];
  const found: string[] = [];
  for (const entry of entries.slice(0, MOST)) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const folder = join(dir, entry.name);
    const inside = await readdir(folder).catch((): string[] => []);
    if (inside.includes('game.ts')) found.push(folder);
  }
  return found.sort();
};

/** One game in a thread of its own, and what belongs to it. */
interface Opened {
  readonly game: GuardedGame;
  readonly isolate: Isolate;
  /** Ends the thread; the newest state is kept. */
  readonly rest: () => void;
}

/** Starts the rules of a bundle. @throws an Error whose message says what keeps them from being a game. */
export const openBundle = ({ rules, map, file, name, version, hash }: Bundle): Opened => {
  const fileName = `${name}.game.js`;
  const isolate = new Isolate(rules, fileName);
  const place = locate(fileName, map, file);
  try {
    const answer = isolate.call({ op: 'declare' });
    if ('failure' in answer) {
      const error = place(answer.failure);
      const at = /\(.*?([^/\\]+:\d+):\d+\)/.exec(error.stack ?? '')?.[1];
      throw new Error(`${name}/${at ?? 'game.ts'}: ${error.message}`);
    }
    const declared = readDeclared('text' in answer ? plainText().read(answer.text) : undefined);
    return { isolate, ...isolatedGame(isolate, place, declared, { version, hash }) };
  } catch (error) {
    isolate.end();
    throw error instanceof TypeError ? new Error(`${name}/game.ts: ${error.message}`) : error;
  }
};

/**
 * Finds, makes and checks the games in folders. One that is no good costs only itself, and never keeps a hub from starting.
 * @param dirs folders of games, or the folder of one.
 * @param taken games that are there already, by id: theirs are not given away.
 */
export const loadOutside = async (
  dirs: readonly { readonly dir: string; readonly isAsked: boolean }[],
  taken: ReadonlyMap<string, AnyGame>,
): Promise<OutsideGames> => {
  const games = new Map<string, GuardedGame>();
  const isolates: Isolate[] = [];
  const awake: Opened[] = [];
  const problems: LeftOut[] = [];
  const seen = new Set<string>();
  let isBundling = false;
  const leaveOut = (id: string, title: string, why: string): void => {
    problems.push({
      id,
      title,
      words: `The game "${title}" (${id}) is left out: ${why.replace(/[.\s]*$/, '')}.`,
    });
  };
  const open = async (folder: string): Promise<void> => {
    const name = basename(folder);
    let opened: Opened;
    isBundling = true;
    try {
      const bundle = await bundleRules(folder);
      if (seen.has(bundle.folder)) return;
      seen.add(bundle.folder);
      opened = openBundle(bundle);
    } catch (error) {
      leaveOut(name, name, textOf(error));
      return;
    }
    const { game, isolate } = opened;
    const { id, title } = game.meta;
    const twin = taken.get(id) ?? games.get(id);
    const why = twin ? `the id is taken by "${twin.meta.title}"; choose another` : checkGame(game);
    if (why === undefined) {
      games.set(id, game);
      isolates.push(isolate);
      isolate.starting = () => {
        const others = awake.filter((one) => one !== opened);
        for (const one of others.splice(0, Math.max(0, others.length - MOST_AWAKE + 1))) one.rest();
        awake.splice(0, awake.length, ...others, opened);
      };
    } else leaveOut(id, title, why);
    // It is started again when somebody chooses it.
    isolate.end();
  };
  for (const { dir, isAsked } of dirs) {
    try {
      for (const folder of await foldersIn(dir)) await open(folder);
    } catch (error) {
      if (isAsked) leaveOut(basename(dir), basename(dir), `${dir} cannot be read (${textOf(error)})`);
    }
  }
  if (isBundling) await stopBundling();
  return {
    games: [...games.values()],
    problems,
    counters: () => {
      const all: IsolateCounters = { calls: 0, slow: 0, stopped: 0 };
      for (const { counters } of isolates) {
        all.calls += counters.calls;
        all.slow += counters.slow;
        all.stopped += counters.stopped;
      }
      return all;
    },
    awake: () => isolates.filter(({ life }) => life > 0).length,
    stop: () => {
      for (const isolate of isolates) isolate.end();
    },
  };
};
