import { type AnyGame, defineGame, type GameMeta } from 'partyline/game';
import { quizBot } from './bot.ts';
import { languages, questionsIn, titleIn } from './languages.ts';
import type { QuizPack } from './packs.ts';
import type { Question } from './questions.ts';
import { CHOOSE, quizRules, SAY, TICK_MS } from './rules.ts';
import type { QuizState } from './state.ts';
import { words } from './texts.ts';
import { type QuizSecret, SEATS, secret, shared } from './view.ts';

/** A pack with fewer questions in a language is not played in it. */
const ENOUGH = 5;

/** A control for questions of one kind is there while such a question is asked. */
const asked = (kind: Question['kind']): { readonly from: string; readonly is: string }[] => [
  { from: 'kind', is: kind },
  { from: 'phase', is: 'asking' },
];

/** Makes a quiz of a pack of questions in one language. */
export const createQuiz = (
  { id, title, rules: text }: Pick<GameMeta, 'id' | 'title' | 'rules'>,
  labels: { readonly choose: string; readonly buzz: string; readonly say: string },
  questions: readonly Question[],
): AnyGame =>
  defineGame({
    meta: {
      id,
      title,
      rules: text,
      seats: { min: 1, max: SEATS },
      tickMs: TICK_MS,
      away: 'play',
      lateJoin: true,
    },
    controller: {
      orientation: 'portrait',
      controls: [
        { kind: 'choices', label: labels.choose, from: 'choices', tag: CHOOSE },
        { kind: 'button', label: labels.buzz, button: 0, big: true, when: asked('buzzer') },
        { kind: 'text', label: labels.say, tag: SAY, maxBytes: 60, when: asked('text') },
      ],
    },
    shared,
    secret,
    content: questions,
    ...quizRules(questions),
    secretOf: (state: QuizState, seat): QuizSecret => {
      const player = state.players.get(seat);
      return { choice: player?.choice, said: player?.said };
    },
    result: (state: QuizState) =>
      state.phase === 'over'
        ? new Map([...state.players].map(([seat, { points }]) => [seat, points]))
        : undefined,
    bot: ({ shared: seen, secret: own, seat }, random01) => quizBot(seen, own, seat, random01),
  });

/** One quiz for each language of each pack. Their ids are `quiz`, the pack's id (but for the starter pack) and the language (but for English). */
export default (packs: readonly QuizPack[]): AnyGame[] =>
  packs.flatMap((pack) =>
    languages.flatMap((language) => {
      const questions = questionsIn(pack, language);
      if (questions.length < ENOUGH) return [];
      const id = `quiz${pack.id === 'starter' ? '' : pack.id}${language === 'en' ? '' : language}`;
      const { rules, labels } = words[language];
      return [createQuiz({ id, title: titleIn(pack, language), rules }, labels, questions)];
    }),
  );

/** Nobody has a controller in a match that was played long ago. */
const noLabels = { choose: '', buzz: '', say: '' };

/** A quiz to be shown again, of the questions that its match was recorded with. */
export const ofContent = (
  meta: Pick<GameMeta, 'id' | 'title' | 'rules'>,
  questions: readonly Question[],
): AnyGame => createQuiz(meta, noLabels, questions);
