import { existsSync } from 'node:fs';
import type { AnyGame } from '../game.ts';
import type { OutsideGames } from './load.ts';

const none: OutsideGames = {
  games: [],
  problems: [],
  counters: () => ({ calls: 0, slow: 0, stopped: 0 }),
  awake: () => 0,
  stop: () => undefined,
};

/**
 * Opens the games of folders that were asked for, and of the hub's own folder of games where there is one; who has neither loads nothing.
 * @param taken games that are there already, by id.
 */
export const openOutside = async (
  asked: readonly string[],
  own: string,
  taken: ReadonlyMap<string, AnyGame>,
): Promise<OutsideGames> => {
  if (asked.length === 0 && !existsSync(own)) return none;
  const { loadOutside } = await import('./load.ts');
  return loadOutside([...asked.map((dir) => ({ dir, isAsked: true })), { dir: own, isAsked: false }], taken);
};
