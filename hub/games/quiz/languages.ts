import type { Localised, QuizPack } from './packs.ts';
import type { Question } from './questions.ts';

/** Languages that a pack may have; a quiz is played in one of them. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const inLanguage = (value: Localised, language: Language): string | undefined =>
  typeof value === 'string' ? value : value[language];

/** @returns the questions that the pack has wholly in one language. */
export const questionsIn = ({ questions }: QuizPack, language: Language): Question[] =>
  questions.flatMap((given): Question[] => {
    const of = (value: Localised): string[] => {
      const found = inLanguage(value, language);
      return found === undefined ? [] : [found];
    };
    const [asked] = of(given.text);
    const [answer] = of(given.answer);
    const wrong = given.kind === 'text' ? [] : given.wrong.flatMap(of);
    if (asked === undefined || answer === undefined) return [];
    if (given.kind !== 'text' && wrong.length < given.wrong.length) return [];
    const also = given.kind === 'text' ? given.also.flatMap(of) : [];
    return [{ kind: given.kind, text: asked, answer, wrong, also }];
  });

/** @returns the title in a language, or in the one it has. */
export const titleIn = ({ title }: QuizPack, language: Language): string =>
  inLanguage(title, language) ?? languages.map((other) => inLanguage(title, other)).find((t) => t) ?? 'Quiz';
