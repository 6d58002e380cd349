import { texts as arena } from './arena/texts.ts';
import { texts as cycles } from './cycles/texts.ts';
import { texts as tug } from './example-tug/texts.ts';
import { texts as pong } from './pong/texts.ts';
import { texts as quiz, starterTexts, starterTextsDe } from './quiz/texts.ts';

/** What people read of a game in one language. What is left out is read as the game declares it. */
export interface GameTexts {
  readonly title?: string;
  readonly rules?: string;
  /** Labels of the controls, by the label that the game declares. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The texts of one game by language (BCP 47). */
export type Translations = Readonly<Record<string, GameTexts>>;

/**
 * Texts in other languages than the one in which a game declares itself, by its id. They are built into the pages: what a phone is
 * sent of a game when it joins, perhaps over Bluetooth, stays as small as one language.
 */
const games: Readonly<Record<string, Translations>> = {
  pong,
  cycles,
  arena,
  tug,
  quiz: starterTexts,
  quizde: starterTextsDe,
};

/** @returns what a game is called, and so on, in a language; empty if nobody has translated it. Every pack of questions is a quiz of its own. */
export const textsOf = (id: string, language: string): GameTexts => {
  const found = Object.hasOwn(games, id) ? games[id] : id.startsWith('quiz') ? quiz : undefined;
  return found?.[language] ?? {};
};
