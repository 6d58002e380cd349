import { createHash } from 'node:crypto';
import { type GameEvent, pad } from 'partyline/game';
import { bytesOnBluetooth, Dice, Match } from 'partyline/testing';
import { describe, expect, it } from 'vitest';
import pong from './game.ts';
import type { PongView } from './view.ts';

const SERVE = 1;
const UP = 1 << 12;
const input = (seat: number, buttons: number, y = 0): GameEvent => ({
  type: 'input',
  seat,
  input: pad(buttons, 0, y),
});
const tick: GameEvent = { type: 'tick' };
const seen = (match: Match): PongView => match.view() as PongView;
const start = (seed = 1): Match => new Match(pong, [0, 1], seed);
const until = (match: Match, done: (view: PongView) => boolean, step: () => void): Match => {
  for (let i = 0; i < 5_000 && !done(seen(match)); i += 1) step();
  expect(done(seen(match))).toBe(true);
  return match;
};

/** Bots play, one match after another, and every view goes through `look`. */
const playOn = (ticks: number, look: (view: PongView, before: PongView | undefined) => void): string => {
  const dice = new Dice(2024);
  let match = start(2024);
  const digests: string[] = [];
  let before: PongView | undefined;
  for (let i = 0; i < ticks; i += 1) {
    match.botTick([0, 1], dice);
    look(seen(match), before);
    before = seen(match);
    if (!pong.result(match.state as never)) continue;
    digests.push(match.digest());
    match = start(dice.below(1_000_000));
    before = undefined;
  }
  return createHash('sha256')
    .update([...digests, match.digest()].join())
    .digest('hex')
    .slice(0, 32);
};

describe('pong: a replay', () => {
  it('of 10,000 ticks is the same to the byte, today and on every other machine', () => {
    const first = playOn(10_000, () => undefined);
    expect(playOn(10_000, () => undefined)).toBe(first);
    expect(first).toBe('2c88da0f6d85786dd3a9ee9bc1d22e17');
  });

  it('keeps the ball on the field, the paddles in range and the score going up one by one', () => {
    let rallies = 0;
    const wrong: PongView[] = [];
    playOn(10_000, (view, before) => {
      const { ball, left, right, leftScore, rightScore } = view;
      const ballIn = ball.x >= 10 && ball.x <= 1270 && ball.y >= 10 && ball.y <= 710;
      const paddlesIn = [left, right].every((paddle) => paddle >= 60 && paddle <= 660);
      const gains = before ? [leftScore - before.leftScore, rightScore - before.rightScore] : [];
      const scoresUp = gains.every((gain) => gain === 0 || gain === 1) && !gains.every((gain) => gain === 1);
      if (!ballIn || !paddlesIn || (before && !scoresUp)) wrong.push(view);
      if (!before) return;
      if (view.sound === 'hit' && view.beat !== before.beat) rallies += 1;
    });
    expect(wrong).toEqual([]);
    expect(rallies).toBeGreaterThan(100);
  });

  it('takes at most 20 bytes a state, frame header and all, in over 90 % of ticks', () => {
    const bytesOf = bytesOnBluetooth(pong);
    let small = 0;
    let all = 0;
    let bytes = 0;
    playOn(10_000, (view, before) => {
      if (!before) return;
      const length = bytesOf(view, before);
      all += 1;
      bytes += length;
      if (length <= 20) small += 1;
    });
    expect(small / all).toBeGreaterThan(0.9);
    expect(bytes / all).toBeLessThan(12);
  });
});

describe('pong: the serve', () => {
  it('belongs to the seat that has the ball, once the ball has come to rest', () => {
    const match = start();
    const server = seen(match).serving ?? 0;
    match.step(input(1 - server, SERVE), input(server, SERVE), tick, input(server, 0), tick);
    for (let i = 0; i < 20; i += 1) match.step(tick);
    expect(seen(match).serving).toBe(server);
    match.step(input(1 - server, SERVE), tick);
    expect(seen(match).serving).toBe(server);
    match.step(input(server, SERVE), input(server, 0), tick);
    expect(seen(match)).toMatchObject({ serving: undefined, sound: 'serve' });
    expect(Math.sign(seen(match).ball.vx)).toBe(server === 0 ? 1 : -1);
  });

  it('happens by itself after four seconds', () => {
    const match = start();
    for (let i = 0; i < 119; i += 1) match.step(tick);
    expect(seen(match).serving).toBeDefined();
    match.step(tick);
    expect(seen(match).serving).toBeUndefined();
  });

  it('is taken along by the paddle', () => {
    const match = start();
    const server = seen(match).serving ?? 0;
    match.step(input(server, UP), tick, tick);
    expect(seen(match).ball.y).toBe(360 - 44);
  });

  it('goes to whoever lost the point', () => {
    const match = start();
    until(
      match,
      (v) => v.sound === 'point',
      () => match.step(input(0, UP), input(1, UP), tick),
    );
    const { leftScore, serving } = seen(match);
    expect(serving).toBe(leftScore === 1 ? 1 : 0);
  });
});

describe('pong: the rally', () => {
  it('gets faster with every hit, to a limit, and is never so fast that the ball goes through a paddle', () => {
    const match = start(3);
    const speeds: number[] = [];
    // Two perfect players: each follows the ball.
    const follow = (side: 'left' | 'right', { ball, ...view }: PongView): number =>
      Math.max(-127, Math.min(127, (ball.y + ball.vy - view[side]) * 6));
    let hits = 0;
    for (let i = 0; i < 6_000 && hits < 60; i += 1) {
      const view = seen(match);
      match.step(input(0, 0, follow('left', view)), input(1, 0, follow('right', view)), tick);
      const { ball, sound, beat } = seen(match);
      if (sound !== 'hit' || beat === view.beat) continue;
      hits += 1;
      speeds.push(Math.hypot(ball.vx, ball.vy));
    }
    expect(seen(match)).toMatchObject({ leftScore: 0, rightScore: 0 });
    expect(speeds[0]).toBeLessThan(27);
    for (let i = 1; i < 12; i += 1) expect(speeds[i]).toBeGreaterThan(speeds[i - 1] ?? 0);
    expect(Math.max(...speeds)).toBeLessThan(54);
    expect(speeds.at(-1)).toBeGreaterThan(50);
  });

  it('ends at seven', () => {
    const match = start();
    const dice = new Dice(1);
    for (let i = 0; i < 9_000 && !pong.result(match.state as never); i += 1) match.botTick([0, 1], dice);
    const { leftScore, rightScore } = seen(match);
    expect(pong.result(match.state as never)).toEqual(
      new Map([
        [0, leftScore],
        [1, rightScore],
      ]),
    );
    expect(Math.max(leftScore, rightScore)).toBe(7);
    expect(Math.min(leftScore, rightScore)).toBeLessThan(7);
    const end = match.state;
    match.step(tick, input(0, SERVE), tick);
    expect(seen(match)).toEqual(pong.view(end as never));
  });

  it('forgets the thumbs of a player who is away', () => {
    const match = start();
    match.step(input(0, UP), tick);
    const there = seen(match).left;
    match.step({ type: 'away', seat: 0 }, tick, tick);
    expect(seen(match).left).toBe(there);
  });
});

describe('pong: the bot', () => {
  it('beats a paddle that nobody holds, but can be beaten', () => {
    const alone = start(5);
    const dice = new Dice(5);
    for (let i = 0; i < 9_000 && !pong.result(alone.state as never); i += 1) alone.botTick([1], dice);
    expect(seen(alone).rightScore).toBe(7);
    let points = 0;
    playOn(10_000, (view, before) => {
      if (before && view.beat !== before.beat && (view.sound === 'point' || view.sound === 'end'))
        points += 1;
    });
    expect(points).toBeGreaterThan(20);
  });
});
