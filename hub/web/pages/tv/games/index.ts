import { arenaRenderer } from './arena.ts';
import { cyclesRenderer } from './cycles.ts';
import { genericRenderer } from './generic.ts';
import { pongRenderer } from './pong.ts';
import { quizRenderer } from './quiz.ts';
import type { Renderer } from './renderer.ts';

/** A renderer for views that a hub sends: their shape is what the game's id says, or the picture is wrong and no more. */
type AnyRenderer = Renderer<unknown>;

const renderers: ReadonlyMap<string, AnyRenderer> = new Map<string, AnyRenderer>([
  ['pong', pongRenderer as AnyRenderer],
  ['cycles', cyclesRenderer as AnyRenderer],
  ['arena', arenaRenderer as AnyRenderer],
]);

/** @returns how to draw a game. A new picture is one line above; every pack of questions is a quiz of its own. */
export const rendererOf = (game: string): AnyRenderer =>
  renderers.get(game) ?? (game.startsWith('quiz') ? (quizRenderer as AnyRenderer) : genericRenderer);
