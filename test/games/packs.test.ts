import { describe, expect, it } from 'vitest';
import { createCatalogue, games } from '../../hub/games/catalogue.ts';
import { languages, questionsIn } from '../../hub/games/quiz/languages.ts';
import starter from '../../hub/games/quiz/packs/starter.json' with { type: 'json' };
import parsePack, { PackError } from '../../hub/games/quiz/packs.ts';
import { isRight } from '../../hub/games/quiz/questions.ts';

const small = (change: object = {}): object => ({
  format: 1,
  id: 'tiny',
  title: 'Tiny',
  questions: Array.from({ length: 5 }, (_, i) => ({
    kind: 'text',
    text: { en: `How much is ${i} and ${i}?` },
    answer: String(2 * i),
  })),
  ...change,
});

describe('question packs', () => {
  it('of the house have 60 questions, each whole in English and German', () => {
    const pack = parsePack(starter, 'starter.json');
    for (const language of languages) {
      const questions = questionsIn(pack, language);
      expect(questions).toHaveLength(60);
      expect(new Set(questions.map((q) => q.text)).size).toBe(60);
      for (const question of questions) {
        const all = [question.answer, ...question.wrong];
        expect(new Set(all).size, question.text).toBe(all.length);
        for (const wrong of question.wrong)
          expect(isRight({ ...question, also: [] }, wrong) && question.kind === 'text').toBe(false);
        expect(isRight(question, question.answer)).toBe(true);
      }
    }
    for (const id of ['quiz', 'quizde']) expect(games.has(id)).toBe(true);
  });

  it('of others become a quiz of their own, in the languages that they have enough questions in', () => {
    const catalogue = createCatalogue([parsePack(small(), 'tiny.json')]);
    expect(catalogue.get('quiztiny')?.meta.title).toBe('Tiny');
    expect(catalogue.has('quiztinyde')).toBe(false);
  });

  it.each([
    ['nothing', undefined, /the file/],
    ['another format', small({ format: 2 }), /format/],
    ['a bad id', small({ id: 'My Pack' }), /id: must be 1 to 16 lower case letters and digits/],
    ['no questions', small({ questions: [] }), /questions/],
    ['a word too many', small({ colour: 'red' }), /colour/],
    [
      'too many choices',
      small({ questions: [{ kind: 'choices', text: 'a', answer: 'b', wrong: ['c', 'd', 'e', 'f'] }] }),
      /questions\.0\.wrong/,
    ],
    [
      'a text over its bytes',
      small({ questions: [{ kind: 'buzzer', text: 'ä'.repeat(101), answer: 'b', wrong: ['c'] }] }),
      /questions\.0\.text/,
    ],
    [
      'an unknown kind',
      small({ questions: [{ kind: 'song', text: 'a', answer: 'b' }] }),
      /questions\.0\.kind/,
    ],
  ])('with %s are refused with the place and the reason', (_, json, message) => {
    expect(() => parsePack(json, 'x.json')).toThrow(PackError);
    expect(() => parsePack(json, 'x.json')).toThrow(message);
    expect(() => parsePack(json, 'x.json')).toThrow(/Question pack x\.json/);
  });
});
