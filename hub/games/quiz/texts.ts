import type { Translations } from 'partyline/game';

/** What a quiz says of itself in the language in which it asks; see game.ts for where each label stands. */
export const words = {
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
} as const;

type Words = (typeof words)[keyof typeof words];

/** Whatever language a quiz asks in, its rules and labels are read in the reader's own. */
const inWords = ({ rules, labels }: Words): Translations[string] => ({
  rules,
  labels: Object.fromEntries(
    Object.values(words).flatMap((other) =>
      (['choose', 'buzz', 'say'] as const).map((label) => [other.labels[label], labels[label]]),
    ),
  ),
});

/** For packs of whatever title. */
const texts: Translations = { en: inWords(words.en), de: inWords(words.de) };

/** The pack of the house, in English and in German. */
const starter: Readonly<Record<string, Translations>> = {
  quiz: { ...texts, de: { ...inWords(words.de), title: 'Quiz (englisch)' } },
  quizde: {
    en: { ...inWords(words.en), title: 'Quiz (German)' },
    de: { ...inWords(words.de), title: 'Quiz' },
  },
};

/** Every pack of questions is a quiz of its own. */
export default (id: string): Translations => starter[id] ?? texts;
