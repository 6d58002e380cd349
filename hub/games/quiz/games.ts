import type { AnyGame } from '../game.ts';
import { createQuiz } from './game.ts';
import { languages, type QuizPack, questionsIn, titleIn } from './packs.ts';
import { words } from './texts.ts';

/** A pack with fewer questions in a language is not played in it. */
const ENOUGH = 5;

/** One quiz for each language of a pack. Their ids are `quiz`, the pack's id (but for the starter pack) and the language (but for English). */
export const quizGames = (pack: QuizPack): AnyGame[] =>
  languages.flatMap((language) => {
    const questions = questionsIn(pack, language);
    if (questions.length < ENOUGH) return [];
    const id = `quiz${pack.id === 'starter' ? '' : pack.id}${language === 'en' ? '' : language}`;
    const { rules, labels } = words[language];
    return [createQuiz({ id, title: titleIn(pack, language), rules }, labels, questions)];
  });
