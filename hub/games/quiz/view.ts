import { type Infer, s } from 'partyline/game';

export const SEATS = 32;
export const CHOICES = 4;
export const QUESTION_BYTES = 200;
export const CHOICE_BYTES = 60;
/** A move has 64 bytes, and its tag is one. */
export const SAID_BYTES = 63;
const QUESTIONS = 15;
const POINTS = 5_000;

/** What everybody sees. What is not known yet is empty: questions before they are asked, answers before they are revealed. */
export const shared = s.struct({
  /** `ready`: a question comes. `answering`: who pressed first has the word. `reveal`: right and wrong are shown. */
  phase: s.oneOf('ready', 'asking', 'answering', 'reveal', 'over'),
  kind: s.oneOf('choices', 'buzzer', 'text'),
  number: s.int(0, QUESTIONS),
  of: s.int(0, QUESTIONS),
  question: s.text(QUESTION_BYTES),
  choices: s.list(s.text(CHOICE_BYTES), CHOICES),
  secondsLeft: s.int(0, 63),
  /** Seat that pressed first. */
  buzzed: s.optional(s.int(0, SEATS - 1)),
  /** From the reveal on: the right choice, and the answer in words. */
  right: s.optional(s.int(0, CHOICES - 1)),
  answer: s.text(CHOICE_BYTES),
  players: s.seats(
    s.struct({
      points: s.int(0, POINTS),
      /** Has given an answer; which one is a secret until the reveal. */
      answered: s.bool(),
      choice: s.optional(s.int(0, CHOICES - 1)),
      /** Points won or lost with this question, from the reveal on. */
      gain: s.int(-100, 200),
    }),
    SEATS,
  ),
});

/** What a player alone sees: what he answered. */
export const secret = s.struct({
  choice: s.optional(s.int(0, CHOICES - 1)),
  said: s.optional(s.text(SAID_BYTES)),
});

export type QuizView = Infer<typeof shared>;
export type QuizSecret = Infer<typeof secret>;
