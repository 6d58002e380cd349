import house from 'partyline:house/screens';
import { partOf } from '../../../../games/folder.ts';
import { genericRenderer } from './generic.ts';
import type { Renderer } from './renderer.ts';

/** Screens of games that make a good show, by the name of the game. */
export const shows: readonly { readonly name: string; readonly players: number }[] = house.flatMap(
  ({ name, part: { show } }) => (show ? [{ name, players: show.players }] : []),
);

/** @returns how to draw a game: as its folder says, or else just who sits there. */
export const rendererOf = (game: string): Renderer<unknown> => partOf(house, game) ?? genericRenderer;

/** @returns points by seat as far as a game shows any while it is played. */
export const scoresOf = (game: string, view: unknown): ReadonlyMap<number, number> =>
  rendererOf(game).scores?.(view) ?? new Map();

/** @returns points for the board beside the picture; undefined where that has none. */
export const boardScores = (
  renderer: Renderer<unknown>,
  view: unknown,
): ReadonlyMap<number, number> | undefined => (renderer.drawsScores ? undefined : renderer.scores?.(view));
