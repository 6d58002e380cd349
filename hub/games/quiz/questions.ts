import { isSameAnswer } from 'partyline/game';

/** A question in one language, as the game plays it. */
export interface Question {
  /** `choices`: everybody chooses. `buzzer`: who presses first may choose. `text`: everybody writes. */
  readonly kind: 'choices' | 'buzzer' | 'text';
  readonly text: string;
  readonly answer: string;
  /** One to three wrong choices; none for `text`. */
  readonly wrong: readonly string[];
  /** Other ways to write the answer, for `text`. */
  readonly also: readonly string[];
}

/** Does what somebody wrote count as the answer? */
export const isRight = (question: Question, said: string): boolean =>
  isSameAnswer([question.answer, ...question.also], said);
