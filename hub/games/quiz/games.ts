import type { AnyGame } from '../game.ts';
import { createQuiz } from './game.ts';
import { type Language, languages, type QuizPack, questionsIn, titleIn } from './packs.ts';

/** A pack with fewer questions in a language is not played in it. */
const ENOUGH = 5;

const words: Readonly<
  Record<Language, { rules: string; labels: { choose: string; buzz: string; say: string } }>
> = {
  en: {
    rules:
      'Choose the right answer on your phone: the sooner, the more points. In the buzzer round, who presses first may answer, and loses points if wrong. At last, write the answer yourself.',
    labels: { choose: 'Your answer', buzz: 'Buzzer', say: 'Write your answer' },
  },
  de: {
    rules:
      'Wähle auf dem Handy die richtige Antwort: je schneller, desto mehr Punkte. In der Buzzer-Runde darf antworten, wer zuerst drückt, und verliert Punkte, wenn es falsch ist. Zum Schluss schreibst du die Antwort selbst.',
    labels: { choose: 'Deine Antwort', buzz: 'Buzzer', say: 'Schreib deine Antwort' },
  },
};

/** One quiz for each language of a pack. Their ids are `quiz`, the pack's id (but for the starter pack) and the language (but for English). */
export const quizGames = (pack: QuizPack): AnyGame[] =>
  languages.flatMap((language) => {
    const questions = questionsIn(pack, language);
    if (questions.length < ENOUGH) return [];
    const id = `quiz${pack.id === 'starter' ? '' : pack.id}${language === 'en' ? '' : language}`;
    const { rules, labels } = words[language];
    return [createQuiz({ id, title: titleIn(pack, language), rules }, labels, questions)];
  });
