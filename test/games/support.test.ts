import { describe, expect, it } from 'vitest';
import { anyEvents, Dice } from '../../hub/games/check/chance.ts';
import { deepFreeze } from '../../hub/games/check/freeze.ts';
import { canonical } from '../../hub/games/check/plain.ts';

describe('the tools of these tests', () => {
  it('catch a game that changes its state in place, in objects, lists and maps', () => {
    const state = deepFreeze({ list: [1], map: new Map([[1, { x: 1 }]]), at: { x: 1 } });
    expect(() => state.list.push(2)).toThrow(TypeError);
    expect(() => state.map.set(2, { x: 2 })).toThrow('changed in place');
    expect(() => state.map.clear()).toThrow('changed in place');
    expect(() => Object.assign(state.map.get(1) ?? {}, { x: 2 })).toThrow(TypeError);
    expect(() => deepFreeze({ f: () => 1 })).toThrow('not plain data');
  });

  it('write the same text for equal values only', () => {
    expect(
      canonical(
        new Map([
          [2, 'b'],
          [1, 'a'],
        ]),
      ),
    ).toBe(
      canonical(
        new Map([
          [1, 'a'],
          [2, 'b'],
        ]),
      ),
    );
    expect(canonical({ a: 1, b: undefined })).toBe(canonical({ a: 1 }));
    // To the encoder they are one number.
    expect(canonical({ a: 0 })).toBe(canonical({ a: -0 }));
    expect(canonical(['1'])).not.toBe(canonical([1]));
  });

  it('make every kind of event', () => {
    const dice = new Dice(1);
    const made = Array.from({ length: 500 }, () => anyEvents(dice, 8)).flat();
    expect(new Set(made.map((event) => event.type))).toEqual(
      new Set(['tick', 'input', 'sit', 'stand', 'away', 'back']),
    );
  });
});
