import { arena } from '../../../../games/arena/game.ts';
import { cycles } from '../../../../games/cycles/game.ts';
import type { AnyGame } from '../../../../games/game.ts';
import { pong } from '../../../../games/pong/game.ts';
import { createQuiz } from '../../../../games/quiz/game.ts';
import type { PortableStart } from '../../../../recording/match-format.ts';

/** Games that the page brings along; a new game is one line here. */
const own: ReadonlyMap<string, AnyGame> = new Map([pong, cycles, arena].map((game) => [game.meta.id, game]));

/** Nobody has a controller in a match that was played long ago. */
const noLabels = { choose: '', buzz: '', say: '' };

/** @returns the game of a match; undefined if this page does not have it. Questions of a quiz come with the match. */
export const gameOfMatch = ({ gameId, quiz }: Pick<PortableStart, 'gameId' | 'quiz'>): AnyGame | undefined =>
  quiz
    ? createQuiz({ id: gameId, title: quiz.title, rules: quiz.rules }, noLabels, quiz.questions)
    : own.get(gameId);
