import { type Random, shuffle } from 'partyline/game';
import type { Question } from './questions.ts';

export interface Player {
  readonly points: number;
  readonly away: boolean;
  /** Is the button down? */
  readonly held: boolean;
  /** Has chosen, said something, or let the word pass. */
  readonly answered: boolean;
  readonly choice: number | undefined;
  readonly said: string | undefined;
  /** Ticks that were left when the answer came. */
  readonly spare: number;
  readonly gain: number;
}

export interface QuizState {
  readonly phase: 'ready' | 'asking' | 'answering' | 'reveal' | 'over';
  /** Indices of the questions of this match. */
  readonly deck: readonly number[];
  /** Where in the deck we are. */
  readonly at: number;
  /** Which choice stands where; 0 is the right one. Empty for `text`. */
  readonly order: readonly number[];
  /** Ticks left of the phase. */
  readonly left: number;
  /** Ticks left of the question while somebody has the word. */
  readonly held: number;
  readonly buzzed: number | undefined;
  /** By seat, in ascending order. */
  readonly players: ReadonlyMap<number, Player>;
  readonly random: Random;
}

export const newcomer: Player = {
  points: 0,
  away: false,
  held: false,
  answered: false,
  choice: undefined,
  said: undefined,
  spare: 0,
  gain: 0,
};

/** Questions of each kind in a match, in the order in which they come. */
const PROGRAMME = [
  ['choices', 5],
  ['buzzer', 4],
  ['text', 3],
] as const;

/** Draws the questions of a match. A pack that has too few of a kind gives what it has. */
export const draw = (questions: readonly Question[], chance: Random): readonly [number[], Random] => {
  let random = chance;
  const deck = PROGRAMME.flatMap(([kind, count]) => {
    const of = questions.flatMap((question, i) => (question.kind === kind ? [i] : []));
    const [drawn, next] = shuffle(of, random);
    random = next;
    return drawn.slice(0, count);
  });
  return [deck, random];
};
