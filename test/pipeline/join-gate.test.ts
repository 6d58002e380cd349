import { describe, expect, it } from 'vitest';
import { gateRules, JoinGate } from '../../hub/pipeline/join-gate.ts';

describe('the join code cannot be guessed', () => {
  it('lets everybody in when there is no code', () => {
    const gate = new JoinGate(undefined);
    expect(gate.codeNeeded).toBe(false);
    expect(gate.try('', 0)).toEqual({ pass: true });
  });

  it('forgives a few mistakes, then makes the pause grow up to its limit', () => {
    const gate = new JoinGate('4711');
    let now = 0;
    const pauses: number[] = [];
    for (let i = 0; i < 50; i += 1) {
      const answer = gate.try('0000', now);
      if (answer.pass) throw new Error('passed with a wrong code');
      expect(answer.error).toBe('wrongCode');
      pauses.push(answer.retryMs);
      now += answer.retryMs;
    }
    expect(pauses.slice(0, 9)).toEqual([0, 0, 0, 0, 1000, 2000, 4000, 8000, 16000]);
    expect(new Set(pauses.slice(10))).toEqual(new Set([gateRules.longestPauseMs]));
    expect(gate.try('4711', now)).toEqual({ pass: true });
  });

  it('refuses every code during a pause, and says how long it still lasts', () => {
    const gate = new JoinGate('4711');
    for (let i = 0; i < gateRules.freeTries; i += 1) gate.try('1234', 0);
    expect(gate.try('4711', 400)).toEqual({ pass: false, error: 'tooManyAttempts', retryMs: 600 });
    expect(gate.try('4711', 1000)).toEqual({ pass: true });
  });

  it('forgets one mistake in each quiet minute', () => {
    const gate = new JoinGate('4711');
    for (let i = 0; i < gateRules.freeTries - 1; i += 1) gate.try('1234', 0);
    expect(gate.try('1234', 3 * gateRules.forgetMs)).toMatchObject({ error: 'wrongCode', retryMs: 0 });
  });
});
