import { type AnyGame, type GameEvent, pad } from 'partyline/game';
import { canonical, Dice, Match } from 'partyline/testing';
import { describe, expect, it } from 'vitest';
import quizzes, { createQuiz } from './game.ts';
import starter from './packs/starter.json' with { type: 'json' };
import readPack from './packs.ts';
import type { Question } from './questions.ts';
import type { QuizState } from './state.ts';
import type { QuizView } from './view.ts';

/** Those of the house, by id. */
const games = new Map(quizzes([readPack(starter, 'starter.json')]).map((game) => [game.meta.id, game]));
const SEATS = [0, 1, 2];
const tick: GameEvent = { type: 'tick' };
const ticks = (n: number): GameEvent[] => Array.from({ length: n }, () => tick);
const choose = (seat: number, choice: number): GameEvent => ({
  type: 'input',
  seat,
  input: { kind: 'move', bytes: Uint8Array.of(1, choice) },
});
const say = (seat: number, text: string): GameEvent => ({
  type: 'input',
  seat,
  input: { kind: 'move', bytes: Uint8Array.of(2, ...new TextEncoder().encode(text)) },
});
const buzz = (seat: number, down = 1): GameEvent => ({ type: 'input', seat, input: pad(down) });

const question = (kind: Question['kind'], answer = 'apple'): Question => ({
  kind,
  text: `A ${kind} question?`,
  answer,
  wrong: kind === 'text' ? [] : ['pear', 'plum', 'fig'],
  also: [],
});
const quiz = (...questions: Question[]): AnyGame =>
  createQuiz({ id: 'quiz', title: 'Quiz', rules: '' }, { choose: 'c', buzz: 'b', say: 's' }, questions);
/** A match whose first question has just been asked. */
const start = (...questions: Question[]): Match => new Match(quiz(...questions), SEATS, 1).step(...ticks(30));
const seen = (match: Match): QuizView => match.view() as QuizView;
const rightOf = (match: Match): number => (match.state as QuizState).order.indexOf(0);
const wrongOf = (match: Match): number => (rightOf(match) + 1) % 4;

describe('quiz: the choices round', () => {
  it('shows a question only when it is asked, and the answer only at the reveal', () => {
    const match = new Match(quiz(question('choices')), SEATS, 1);
    expect(seen(match)).toMatchObject({ phase: 'ready', question: '', choices: [], answer: '' });
    match.step(...ticks(30));
    expect(seen(match)).toMatchObject({ phase: 'asking', answer: '', right: undefined, secondsLeft: 20 });
    expect([...seen(match).choices].sort()).toEqual(['apple', 'fig', 'pear', 'plum']);
    match.step(...ticks(200));
    expect(seen(match)).toMatchObject({ phase: 'reveal', answer: 'apple', right: rightOf(match) });
  });

  it('reveals as soon as all have answered, and gives the quick more points than the slow', () => {
    const match = start(question('choices'));
    match.step(choose(0, rightOf(match)), ...ticks(100), choose(1, rightOf(match)));
    expect(seen(match).phase).toBe('asking');
    match.step(choose(2, wrongOf(match)));
    expect(seen(match).phase).toBe('reveal');
    expect([...seen(match).players.values()].map((p) => p.points)).toEqual([200, 150, 0]);
  });

  it('takes the first answer of each, and none that is no choice', () => {
    const match = start(question('choices'));
    match.step(choose(0, 9), choose(0, wrongOf(match)), choose(0, rightOf(match)));
    expect((match.state as QuizState).players.get(0)?.choice).toBe(wrongOf(match));
  });

  it('does not wait for who is away', () => {
    const match = start(question('choices'));
    match.step({ type: 'away', seat: 2 }, choose(0, 0), choose(1, 1));
    expect(seen(match).phase).toBe('reveal');
    const other = start(question('choices')).step(choose(0, 0), choose(1, 1), { type: 'stand', seat: 2 });
    expect(seen(other).phase).toBe('reveal');
  });

  it('is over after the last question', () => {
    const match = start(question('choices'));
    match.step(choose(0, rightOf(match)), ...ticks(260));
    expect(seen(match).phase).toBe('over');
    expect(match.game.result(match.state)?.get(0)).toBe(200);
  });
});

describe('quiz: the buzzer round', () => {
  it('gives the word to who pressed first, in the one order of inputs, though both came in one tick', () => {
    const match = start(question('buzzer'));
    match.step(buzz(2), buzz(0), tick);
    expect(seen(match)).toMatchObject({ phase: 'answering', buzzed: 2 });
    match.step(choose(0, rightOf(match)));
    expect(seen(match).phase).toBe('answering');
    match.step(choose(2, rightOf(match)));
    expect(seen(match)).toMatchObject({ phase: 'reveal', answer: 'apple' });
    expect(seen(match).players.get(2)?.points).toBe(200);
  });

  it('gives the others another chance when the answer was wrong or none came, and takes points for it', () => {
    const match = start(question('buzzer'));
    match.step(buzz(1), choose(1, wrongOf(match)));
    expect(seen(match)).toMatchObject({ phase: 'asking', buzzed: undefined, answer: '' });
    match.step(buzz(1, 0), buzz(1), tick);
    expect(seen(match).phase).toBe('asking');
    match.step(buzz(0), ...ticks(80));
    expect(seen(match).phase).toBe('asking');
    match.step(buzz(2), choose(2, rightOf(match)));
    expect([...seen(match).players.values()].map((p) => p.gain)).toEqual([-100, -100, 200]);
    expect([...seen(match).players.values()].map((p) => p.points)).toEqual([0, 0, 200]);
  });

  it('counts a press, not a button held since before', () => {
    const match = new Match(quiz(question('buzzer')), SEATS, 1).step(buzz(0), ...ticks(30), buzz(0), tick);
    expect(seen(match).phase).toBe('asking');
    match.step(buzz(0, 0), buzz(0));
    expect(seen(match).buzzed).toBe(0);
  });
});

describe('quiz: the text round', () => {
  it.each([
    ['Größe', 'groesse', true],
    ['Größe', 'GROSSE', true],
    ['The Antarctic', 'antarctic', true],
    ['Library', 'libary', true],
    ['Library', 'libraries', false],
    ['Banana', 'Bnaana', true],
    ['Rome', 'Rose', false],
    ['25', '26', false],
    ['twenty-five', 'Twenty Five', true],
    ['August', '!?', false],
  ])('for %s takes %s: %s', (answer, said, right) => {
    const match = start(question('text', answer)).step(say(0, said), say(1, 'zzz'), say(2, 'zzz'));
    expect(seen(match).phase).toBe('reveal');
    expect((seen(match).players.get(0)?.gain ?? 0) > 0).toBe(right);
  });
});

describe('quiz: secrets', () => {
  /** Two worlds, the same but for one secret, must look the same to everybody who may not know it. */
  const hidden = (match: Match, seat: number): string =>
    canonical([match.view(), match.game.secretOf?.(match.state, seat)]);

  it('of a choice or a text are seen by nobody else, until the reveal', () => {
    const worlds = [0, 1, 2, 3].map((choice) => start(question('choices')).step(choose(0, choice), tick));
    expect(new Set(worlds.map((world) => hidden(world, 1))).size).toBe(1);
    expect(new Set(worlds.map((world) => canonical(world.game.secretOf?.(world.state, 0)))).size).toBe(4);
    const texts = ['apple', 'pear'].map((text) => start(question('text')).step(say(0, text), tick));
    expect(new Set(texts.map((world) => hidden(world, 1))).size).toBe(1);
    expect(hidden(texts[0] as Match, 0)).toContain('"apple"');
  });

  it('of the pack cannot be told from what is shown, until the reveal', () => {
    for (const kind of ['choices', 'buzzer', 'text'] as const) {
      const worlds = [question(kind), { ...question(kind), answer: 'kiwi' }].map((q) => {
        const match = start(q).step(choose(0, 1), say(1, 'apple'), ...ticks(20));
        return { match, text: hidden(match, 0).replaceAll('kiwi', 'apple') };
      });
      expect(worlds[0]?.text).toBe(worlds[1]?.text);
      for (const { match } of worlds) expect(seen(match)).toMatchObject({ right: undefined, answer: '' });
    }
  });

  it('stay hidden in every state of a whole match of bots', () => {
    const game = games.get('quiz') as AnyGame;
    const dice = new Dice(4);
    const match = new Match(game, SEATS, 4);
    let shown = 0;
    for (let i = 0; i < 6_000 && !game.result(match.state); i += 1) {
      match.botTick(SEATS, dice);
      const view = seen(match);
      if (view.phase === 'reveal' || view.phase === 'over') continue;
      shown += 1;
      expect(view).toMatchObject({ right: undefined, answer: '' });
      for (const player of view.players.values())
        expect(player).toMatchObject({ choice: undefined, gain: 0 });
    }
    expect(shown).toBeGreaterThan(100);
  });
});

describe('quiz: a match', () => {
  it.each([
    ['quiz', 'f745271ce0b8be3b358974ffc46fbd34'],
    ['quizde', '6fd874f6ab00ef639ec4a473029ed665'],
  ])('of bots in %s is the same to the byte, today and on every other machine', (id, golden) => {
    const game = games.get(id) as AnyGame;
    const dice = new Dice(12);
    const match = new Match(game, SEATS, 12);
    for (let i = 0; i < 6_000 && !game.result(match.state); i += 1) match.botTick(SEATS, dice);
    expect(game.result(match.state)?.size).toBe(3);
    expect(seen(match)).toMatchObject({ number: 12, of: 12 });
    expect(match.digest()).toBe(golden);
  });

  it('takes in who sits down in the middle', () => {
    const match = start(question('choices')).step({ type: 'sit', seat: 9 }, choose(9, 0));
    expect(seen(match).players.get(9)).toMatchObject({ answered: true, points: 0 });
  });
});
