import { describe, expect, it } from 'vitest';
import * as kit from '../../../hub/games/kit/index.ts';

describe('timers', () => {
  it('ring once, after exactly so many ticks', () => {
    let timers = kit.withTimer(kit.withTimer(kit.noTimers<string>(), 'power', 2), 'end', 3);
    const rung: (readonly string[])[] = [];
    for (let i = 0; i < 4; i += 1) {
      const after = kit.tickTimers(timers);
      timers = after.timers;
      rung.push(after.rung);
    }
    expect(rung).toEqual([[], ['power'], ['end'], []]);
    expect(timers.size).toBe(0);
  });

  it('begin anew when set again, stop with 0, and cost nothing when none runs', () => {
    const timers = kit.withTimer(kit.withTimer(kit.noTimers<string>(), 'a', 1), 'a', 9);
    expect(kit.ticksLeft(timers, 'a')).toBe(9);
    const none = kit.withTimer(timers, 'a', 0);
    expect(kit.ticksLeft(none, 'a')).toBe(0);
    expect(kit.tickTimers(none).timers).toBe(none);
  });

  it('tell seconds as people count them', () => {
    expect(kit.ticksOf(3, 50)).toBe(60);
    expect(kit.ticksOf(0.001, 50)).toBe(1);
    expect([60, 21, 20, 1, 0].map((ticks) => kit.secondsOf(ticks, 50))).toEqual([3, 2, 1, 1, 0]);
  });
});

describe('phases', () => {
  const machine = kit.phases({
    ready: { ticks: 2, next: 'play' },
    play: {},
    over: { ticks: 1, next: 'ready' },
  });

  it('end by their ticks, or when the game says so', () => {
    let phase = machine.go('ready');
    const names: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      names.push(phase.name);
      phase = machine.tick(phase);
    }
    expect(names).toEqual(['ready', 'ready', 'play', 'play']);
    expect(machine.tick(phase)).toBe(phase);
    phase = machine.go('over');
    expect(machine.tick(phase)).toEqual({ name: 'ready', left: 2 });
  });

  it('may be given another time', () => {
    let phase = machine.go('ready', 1);
    phase = machine.tick(phase);
    expect(phase.name).toBe('play');
    expect(machine.go('play', 5)).toEqual({ name: 'play', left: 5 });
    expect(machine.go('ready', -4).left).toBe(0);
  });
});

describe('rounds', () => {
  it('come one after the other, and end', () => {
    const second = kit.nextRound(kit.firstRound(2));
    expect(second).toEqual({ round: 2, of: 2 });
    expect(second && kit.nextRound(second)).toBeUndefined();
  });
});

describe('turns', () => {
  const run = (turns: kit.Turns, ...events: Parameters<typeof kit.turnsAfter>[1][]): kit.Turns =>
    events.reduce(kit.turnsAfter, turns);

  it('go round, and round the other way', () => {
    let turns = kit.startTurns([0, 2, 5]);
    const played: (number | undefined)[] = [];
    for (let i = 0; i < 4; i += 1) {
      played.push(kit.turnOf(turns));
      turns = kit.nextTurn(turns);
    }
    expect(played).toEqual([0, 2, 5, 0]);
    const back = kit.reversed(turns);
    expect(kit.turnOf(back)).toBe(2);
    expect(kit.turnOf(kit.nextTurn(back))).toBe(0);
  });

  it('leave out who is away, in their own turn too, and take them in again', () => {
    const turns = run(kit.startTurns([0, 1, 2]), { type: 'away', seat: 0 }, { type: 'away', seat: 2 });
    expect(kit.turnOf(turns)).toBe(1);
    expect(kit.turnOf(kit.nextTurn(turns))).toBe(1);
    const back = run(turns, { type: 'back', seat: 2 });
    expect(kit.turnOf(kit.nextTurn(back))).toBe(2);
  });

  it('wait while nobody is there, and go on with the first who comes', () => {
    const none = run(kit.startTurns([0, 1], 3), { type: 'away', seat: 0 }, { type: 'away', seat: 1 });
    expect(kit.turnOf(none)).toBeUndefined();
    expect(run(none, { type: 'tick' })).toBe(none);
    expect(kit.turnOf(run(none, { type: 'back', seat: 1 }))).toBe(1);
    expect(kit.turnOf(run(none, { type: 'sit', seat: 7 }))).toBe(7);
  });

  it('are handed on by who leaves, and not by who leaves in another turn', () => {
    const turns = kit.nextTurn(kit.startTurns([0, 1, 2]));
    expect(kit.turnOf(run(turns, { type: 'stand', seat: 1 }))).toBe(2);
    expect(kit.turnOf(run(turns, { type: 'stand', seat: 0 }))).toBe(1);
    expect(kit.turnOf(run(turns, { type: 'stand', seat: 2 }))).toBe(1);
    expect(kit.turnOf(run(kit.nextTurn(turns), { type: 'stand', seat: 2 }))).toBe(0);
    expect(kit.turnOf(run(kit.startTurns([4]), { type: 'stand', seat: 4 }))).toBeUndefined();
  });

  it('put newcomers last, and know of nobody twice', () => {
    const turns = run(kit.startTurns([3]), { type: 'sit', seat: 1 }, { type: 'sit', seat: 3 });
    expect(turns.order).toEqual([3, 1]);
    expect(run(turns, { type: 'away', seat: 9 }, { type: 'stand', seat: 9 }, { type: 'back', seat: 1 })).toBe(
      turns,
    );
  });

  it('end by their time limit', () => {
    const turns = run(kit.startTurns([0, 1], 2), { type: 'tick' });
    expect([kit.turnOf(turns), turns.left]).toEqual([0, 1]);
    const next = run(turns, { type: 'tick' });
    expect([kit.turnOf(next), next.left]).toEqual([1, 2]);
    const endless = kit.startTurns([0, 1]);
    expect(run(endless, { type: 'tick' })).toBe(endless);
  });
});
