import { describe, expect, it } from 'vitest';
import { describeGame } from '../../hub/games/describe.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import quizGames from '../../hub/games/quiz/game.ts';
import parsePack from '../../hub/games/quiz/packs.ts';
import { textsOf } from '../../hub/games/texts.ts';
import { everyGameOfTheHouse } from './support/folders.ts';

const animals = parsePack(
  {
    format: 1,
    id: 'animals',
    title: 'Animals',
    questions: Array.from({ length: 5 }, (_, i) => ({ kind: 'text', text: `Question ${i}`, answer: 'Yes' })),
  },
  'animals.json',
);

describe.each<[string, AnyGame]>((await everyGameOfTheHouse()).map((game) => [game.meta.id, game]))(
  'what people read of %s',
  (id, game) => {
    const labels = game.controller.controls.map(({ label }) => label);

    it('is there in German, down to the last control', () => {
      const german = textsOf(id, 'de');
      const missing = [
        ...(german.title ? [] : ['title']),
        ...(german.rules ? [] : ['rules']),
        ...labels.filter((label) => !german.labels?.[label]).map((label) => `labels["${label}"]`),
      ];
      expect(missing, `hub/games: texts.ts of ${id} lacks these in German (de)`).toEqual([]);
    });

    it('is not sent in more languages than the one that the game declares', () => {
      const sent = JSON.stringify(describeGame(game));
      const { rules } = textsOf(id, 'de');
      if (rules !== game.meta.rules) expect(sent).not.toContain(rules);
    });
  },
);

describe('texts of games', () => {
  it('of packs of questions that somebody brings are translated but for their title', () => {
    const [english, german] = quizGames([animals]);
    expect(english?.meta.id).toBe('quizanimals');
    expect(textsOf('quizanimals', 'de').rules).toBe(german?.meta.rules);
    expect(textsOf('quizanimals', 'de').title).toBeUndefined();
    expect(textsOf('quizanimalsde', 'en').labels).toMatchObject({
      'Schreib deine Antwort': 'Write your answer',
    });
  });

  it.each(['toString', '__proto__', 'nothing'])(
    'of a game that nobody has translated (%s) are none',
    (id) => {
      expect(textsOf(id, 'de')).toEqual({});
      expect(textsOf('pong', 'xx')).toEqual({});
    },
  );
});
