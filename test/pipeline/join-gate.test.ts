import { describe, expect, it } from 'vitest';
import { type GateAnswer, gateRules, JoinGate } from '../../hub/pipeline/join-gate.ts';
import { Source } from '../../hub/pipeline/sources.ts';
import { chance } from '../faults/support/chance.ts';

const CODE = '4711';
const from = (key: string): Source => Object.assign(new Source(key), { links: 1 });
const gateOf = (seed = 1): JoinGate => new JoinGate({ code: CODE, random01: chance(seed) });

describe('the join code cannot be guessed', () => {
  it('lets everybody in when there is no code', () => {
    const gate = new JoinGate({ code: undefined, random01: Math.random });
    expect(gate.invitation.message).toEqual({
      type: 'invite',
      code: '',
      secret: '',
      guessing: false,
      renewable: false,
    });
    expect(gate.try('', from('a'), 0)).toEqual({ pass: true });
  });

  it('forgives a few mistakes, then makes the pause grow up to its limit', () => {
    const gate = gateOf();
    const guesser = from('a');
    let now = 0;
    const pauses: number[] = [];
    for (let i = 0; i < 50; i += 1) {
      const answer = gate.try('0000', guesser, now);
      if (answer.pass) throw new Error('passed with a wrong code');
      expect(answer.error).toBe('wrongCode');
      pauses.push(answer.retryMs);
      now += answer.retryMs;
    }
    expect(pauses.slice(0, 9)).toEqual([0, 0, 0, 0, 1000, 2000, 4000, 8000, 16000]);
    expect(new Set(pauses.slice(10))).toEqual(new Set([gateRules.longestPauseMs]));
    expect(gate.try(CODE, guesser, now)).toEqual({ pass: true });
  });

  it('refuses every code during a pause, and says how long it still lasts', () => {
    const gate = gateOf();
    for (let i = 0; i < gateRules.freeTries; i += 1) gate.try('1234', from(`guesser ${i}`), 0);
    const person = from('person');
    expect(gate.try(CODE, person, 400)).toEqual({ pass: false, error: 'tooManyAttempts', retryMs: 600 });
    expect(gate.try(CODE, person, 1000)).toEqual({ pass: true });
  });

  it('forgets one mistake in each quiet minute', () => {
    const gate = gateOf();
    for (let i = 0; i < gateRules.freeTries - 1; i += 1) gate.try('1234', from('a'), 0);
    expect(gate.try('1234', from('a'), 3 * gateRules.forgetMs)).toMatchObject({
      error: 'wrongCode',
      retryMs: 0,
    });
  });

  it('looks at no more codes for a thousand sources than for one', () => {
    const gate = gateOf();
    const guessers = Array.from({ length: 1000 }, (_, i) => from(`guesser ${i}`));
    let looked = 0;
    for (let now = 0; now < 3_600_000; now += 50) {
      const guesser = guessers[(now / 50) % guessers.length] ?? from('nobody');
      const answer = gate.try('0000', guesser, now);
      if (!answer.pass && answer.error === 'wrongCode') looked += 1;
    }
    expect(looked).toBeLessThanOrEqual(10 + 3_600_000 / gateRules.longestPauseMs);
  });
});

/** When a person gets in, by the clock of the first try, while others try out codes every 50 ms from so many addresses. */
const waitOf = (person: () => number, attackers: number, seed: number, everFresh = false): number => {
  const gate = gateOf(seed);
  let guessers = Array.from({ length: attackers }, (_, i) => from(`guesser ${i}`));
  const me = from('person');
  // Long enough for the pauses to have grown to their longest.
  const begin = 120_000 + person() * 30_000;
  let next = begin;
  for (let now = 0; now < begin + 3_600_000; now += 50) {
    // At one moment those who flood are always the first.
    for (const [i, guesser] of guessers.entries()) {
      const answer: GateAnswer = gate.try('0000', guesser, now);
      if (!everFresh || answer.pass || answer.error !== 'wrongCode') continue;
      guesser.links = 0;
      guessers = guessers.with(i, from(`guesser at ${now}`));
    }
    if (now < next) continue;
    const answer = gate.try(CODE, me, now);
    if (answer.pass) return now - begin;
    next = now + answer.retryMs;
  }
  return Number.POSITIVE_INFINITY;
};

describe('somebody who guesses keeps nobody out', () => {
  const seeds = Array.from({ length: 100 }, (_, i) => i + 1);
  const waits = (attackers: number, everFresh: boolean): number[] =>
    seeds.map((seed) => waitOf(chance(1000 + seed), attackers, seed, everFresh));
  const mean = (all: number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

  it('whoever has not guessed is in when the gate opens next, however many have that did', () => {
    for (const attackers of [1, 8]) {
      const all = waits(attackers, false);
      expect(Math.max(...all)).toBeLessThanOrEqual(gateRules.longestPauseMs + gateRules.turnMs);
    }
  });

  it('against a new address for every guess it is one lot among as many as there are links', () => {
    const all = waits(3, true);
    // One of four lots at each opening: four openings on average.
    expect(mean(all)).toBeLessThan(5 * gateRules.longestPauseMs);
    expect(Math.max(...all)).toBeLessThan(40 * gateRules.longestPauseMs);
  });

  it('a turn that nobody takes goes to the next', () => {
    const gate = gateOf();
    for (let i = 0; i < gateRules.freeTries; i += 1) gate.try('0000', from('x'), 0);
    const [quiet, other] = [from('quiet'), from('other')];
    other.wrong = 1;
    other.wrongAt = 500;
    gate.try(CODE, quiet, 500);
    gate.try(CODE, other, 500);
    expect(gate.try(CODE, other, 1000)).toEqual({
      pass: false,
      error: 'tooManyAttempts',
      retryMs: gateRules.turnMs,
    });
    expect(gate.try(CODE, other, 1000 + gateRules.turnMs)).toEqual({ pass: true });
    const gone = from('gone');
    const last = from('last');
    let now = 100_000;
    for (let i = 0; i < gateRules.freeTries; i += 1) {
      const answer = gate.try('0000', last, now);
      if (!answer.pass) now += answer.retryMs;
    }
    gate.try(CODE, gone, now - 1);
    gone.links = 0;
    expect(gate.try(CODE, other, now)).toEqual({ pass: true });
  });
});

describe('a code that is guessed at is soon another', () => {
  const drawing = (codes: string[]): JoinGate =>
    new JoinGate({ code: CODE, draw: () => codes.shift() ?? '9999', random01: () => 0 });
  const guess = (gate: JoinGate, times: number, start: number): number => {
    let now = start;
    const guesser = from('guesser');
    for (let i = 0; i < times; i += 1) {
      const answer = gate.try('0000', guesser, now);
      if (!answer.pass) now += answer.retryMs;
    }
    return now;
  };

  it('after twenty wrong ones in which nobody joined, and never the same again', () => {
    const gate = drawing([CODE, '0001']);
    const now = guess(gate, gateRules.newCodeAfter - 1, 0);
    expect(gate.try(CODE, from('person'), now)).toEqual({ pass: true });
    const later = guess(gate, gateRules.newCodeAfter - 1, now);
    expect(gate.invitation.message).toMatchObject({ code: CODE, guessing: true, renewable: true });
    guess(gate, 1, later);
    expect(gate.invitation.code).toBe('0001');
  });

  it('in each twelve hours without people', () => {
    const gate = drawing(['0001', '0002']);
    gate.advance(gateRules.newCodeMs, 1);
    expect(gate.invitation.code).toBe(CODE);
    gate.advance(gateRules.newCodeMs + 1, 1);
    gate.advance(gateRules.newCodeMs + 2, 1);
    expect(gate.invitation.code).toBe('0001');
    gate.advance(2 * gateRules.newCodeMs + 1, 1);
    expect(gate.invitation.code).toBe('0002');
  });

  it('but a fixed one stays, and only says that somebody guesses, until that is long past', () => {
    const gate = gateOf();
    const now = guess(gate, 100, 0);
    gate.advance(now, undefined);
    expect(gate.invitation.message).toEqual({
      type: 'invite',
      code: CODE,
      secret: '',
      guessing: true,
      renewable: false,
    });
    gate.advance(now + 10 * gateRules.forgetMs, undefined);
    expect(gate.invitation.guessing).toBe(false);
  });
});
