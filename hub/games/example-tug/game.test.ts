import { type GameEvent, pad } from 'partyline/game';
import { everyInput, fits20Bytes, playMatch, sameTwice } from 'partyline/testing';
import { describe, expect, it } from 'vitest';
import tug from './game.ts';

const press = (seat: number, buttons: number): GameEvent => ({ type: 'input', seat, input: pad(buttons) });

describe('tug of war', () => {
  it('counts presses, not a button held, and gives the point to the team that is twenty ahead', () => {
    let state = tug.setup({ seats: [0, 1, 2], random: { seed: 1 } });
    state = tug.reduce(state, [press(0, 1), press(0, 1), press(1, 1), press(2, 1), { type: 'tick' }]);
    expect(tug.view(state)).toEqual({ rope: -1 });
    for (let i = 0; i < 19; i += 1) state = tug.reduce(state, [press(0, 0), press(0, 1)]);
    expect(tug.result(state)).toEqual(
      new Map([
        [0, 1],
        [1, 0],
        [2, 1],
      ]),
    );
  });

  it('comes to an end when bots play', () => {
    expect(playMatch(tug, { seats: [0, 1, 2, 3] }).result?.size).toBe(4);
  });

  it('takes whatever phones send, and plays the same match twice', () => {
    everyInput(tug);
    sameTwice(tug);
  });

  it('fits into a Bluetooth packet', () => {
    expect(fits20Bytes(tug)).toBeLessThan(20);
  });
});
