import { describe, expect, it } from 'vitest';
import { seldom } from '../../hub/seldom.ts';

describe('what may be said at most once in a while', () => {
  it('is said at once the first time, then the newest with how many were left out, and falls silent', () => {
    const said: [string, number][] = [];
    const due: { at: number; run: () => void }[] = [];
    let now = 0;
    const say = seldom<string>(
      (what, leftOut) => said.push([what, leftOut]),
      1_000,
      (ms, run) => due.push({ at: now + ms, run }),
    );
    const pass = (ms: number): void => {
      now += ms;
      for (const one of due.splice(0)) {
        if (one.at <= now) one.run();
        else due.push(one);
      }
    };
    say('a');
    for (let n = 0; n < 500; n += 1) say(`b${n}`);
    expect(said).toEqual([['a', 0]]);
    pass(1_000);
    expect(said.slice(1)).toEqual([['b499', 499]]);
    say('c');
    pass(999);
    expect(said.length).toBe(2);
    pass(1);
    expect(said.slice(2)).toEqual([['c', 0]]);
    pass(1_000);
    pass(1_000);
    expect(due).toEqual([]);
    say('d');
    expect(said.slice(3)).toEqual([['d', 0]]);
  });
});
