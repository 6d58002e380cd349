import screens from 'partyline:house/scores';
import { partOf } from '../games/folder.ts';

/** @returns points by seat as far as a game shows any while it is played; none for the others. */
export const pointsOf = (gameId: string, view: unknown): ReadonlyMap<number, number> =>
  partOf(screens, gameId)?.scores?.(view) ?? new Map();
