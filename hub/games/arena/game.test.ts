import { type GameEvent, pad } from 'partyline/game';
import { Dice, Match } from 'partyline/testing';
import { describe, expect, it } from 'vitest';
import arena from './game.ts';

const input = (seat: number, x: number, y: number): GameEvent => ({
  type: 'input',
  seat,
  input: pad(0, x, y),
});
const tick: GameEvent = { type: 'tick' };
const start = (...seats: number[]) => arena.setup({ seats, random: { seed: 7 } });

describe('arena', () => {
  it('adds up all inputs since the last tick, each clipped to -3..3 across and -2..2 down', () => {
    const before = start(0, 1);
    const from = arena.view(before).players.get(1);
    const after = arena.reduce(before, [input(1, 127, -127), input(1, 2, 1), input(1, -1, 0), tick]);
    expect(arena.view(after).players.get(1)).toEqual({ x: (from?.x ?? 0) + 4, y: (from?.y ?? 0) - 1 });
  });

  it('clamps to the field only what the inputs of a tick add up to', () => {
    let state = start(0);
    for (let i = 0; i < 500; i += 1) state = arena.reduce(state, [input(0, 3, 2), tick]);
    expect(arena.view(state).players.get(0)).toEqual({ x: 999, y: 999 });
    state = arena.reduce(state, [input(0, 3, 2), input(0, -3, -2), tick]);
    expect(arena.view(state).players.get(0)).toEqual({ x: 999, y: 999 });
  });

  it('keeps those who did not move the same objects, and the whole map when nobody moved', () => {
    const before = start(0, 1, 2);
    const after = arena.reduce(before, [input(1, 1, 1), tick]);
    expect(arena.view(after).players.get(0)).toBe(arena.view(before).players.get(0));
    expect(arena.view(after).players.get(1)).not.toBe(arena.view(before).players.get(1));
    expect(arena.reduce(after, [tick])).toBe(after);
    expect(arena.reduce(after, [input(2, 0, 0), input(9, 1, 1), tick])).toBe(after);
  });

  it('seats whoever comes late in order of seats, and forgets whoever stands up', () => {
    const after = arena.reduce(start(1, 4), [
      { type: 'sit', seat: 2 },
      input(4, 3, 0),
      { type: 'stand', seat: 4 },
      { type: 'sit', seat: 2 },
      tick,
    ]);
    expect([...arena.view(after).players.keys()]).toEqual([1, 2]);
  });

  it('plays 1,000 bots to the same byte as ever', () => {
    const seats = Array.from({ length: 1000 }, (_, seat) => seat);
    const dice = new Dice(11);
    const match = new Match(arena, seats, 11);
    for (let i = 0; i < 20; i += 1) match.botTick(seats, dice);
    expect(match.digest()).toBe('dfa4cd1a8440b9e1d759e67e8fcdf204');
  });
});
