import { describe, expect, it } from 'vitest';
import { describeGame, games } from '../../hub/games/catalogue.ts';
import { tug } from '../../hub/games/example-tug/game.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import { emptyRoom } from '../../hub/room/room-state.ts';
import { BitWriter } from '../../protocol/bytes/bit-writer.ts';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import { input } from '../../protocol/inputs.ts';
import { compile } from '../../protocol/schema/compile.ts';
import { parseDescriptor } from '../../protocol/schema/parse.ts';
import { createStateCodec } from '../../protocol/state-codec.ts';
import { deepFreeze } from './support/freeze.ts';
import { anyEvents, canonical, Dice, Match } from './support/play.ts';

/** A few seats, in odd places, of those that a game has. */
const someSeats = (game: AnyGame, dice: Dice): number[] => {
  const most = Math.min(game.meta.seats.max, 20);
  const least = Math.min(game.meta.seats.min, most);
  const count = least + dice.below(most - least + 1);
  return Array.from({ length: most }, (_, seat) => seat)
    .sort(() => dice.one() - 0.5)
    .slice(0, count)
    .sort((a, b) => a - b);
};

describe.each<[string, AnyGame]>([...games, ['tug', tug]])('%s', (id, game) => {
  it('says of itself what a phone can read', () => {
    const described = describeGame(game);
    expect(described.id).toBe(id);
    expect(parseDescriptor(JSON.stringify(described))).toEqual(described);
  });

  it('can be shown before anybody has sat down', () => {
    const room = emptyRoom(game, 1);
    expect(() => createStateCodec(game).sharedFull({ room, game: game.view(room.play) })).not.toThrow();
    expect(game.result(room.play)).toBeUndefined();
  });

  it('takes whatever comes from any seat, and what it shows always fits its schema', () => {
    const codec = createStateCodec<unknown>(game);
    const room = emptyRoom(game, 1);
    for (let seed = 1; seed <= 8; seed += 1) {
      const dice = new Dice(seed);
      const match = new Match(game, someSeats(game, dice), seed);
      let before = { room, game: match.view() };
      for (let i = 0; i < 300; i += 1) {
        match.step(...anyEvents(dice, 22));
        const now = { room, game: match.view() };
        const body = codec.sharedDelta(before, now);
        const secret = match.game.secretOf?.(match.state, i % 22);
        const seen = codec.decodeDelta(Uint8Array.from([...body, ...codec.secretDelta(undefined, secret)]), {
          shared: before,
          secret: undefined,
        });
        expect(canonical(seen.shared.game)).toBe(canonical(now.game));
        expect(canonical(seen.secret)).toBe(canonical(secret));
        before = now;
      }
    }
  });

  it('has a state of plain data, from which a match goes on as if nothing had been', () => {
    const dice = new Dice(3);
    const match = new Match(game, someSeats(game, dice), 3);
    for (let i = 0; i < 100; i += 1) match.step(...anyEvents(dice, 22));
    const events = [anyEvents(dice, 22), anyEvents(dice, 22)];
    const copied = events.reduce((state, e) => game.reduce(state, e), structuredClone(match.state));
    for (const e of events) match.step(...e);
    expect(canonical(copied)).toBe(canonical(match.state));
  });

  it('plays the same match twice from the same seed and inputs', () => {
    const digest = (seed: number): string => {
      const dice = new Dice(seed);
      const match = new Match(game, someSeats(game, dice), seed);
      for (let i = 0; i < 300; i += 1) match.step(...anyEvents(dice, 22));
      return match.digest();
    };
    expect(digest(5)).toBe(digest(5));
    expect(digest(5)).not.toBe(digest(6));
  });

  it('gives points only to seats, in whole numbers that the room can show', () => {
    const dice = new Dice(8);
    const seats = someSeats(game, dice);
    const match = new Match(game, seats, 8);
    for (let i = 0; i < 12_000 && !game.result(match.state); i += 1) match.botTick(seats, dice);
    const result = game.result(match.state);
    if (id !== 'arena') expect(result, 'bots come to an end').toBeDefined();
    for (const [seat, points] of result ?? []) {
      expect(seats).toContain(seat);
      expect(Number.isInteger(points) && Math.abs(points) < 1_000_000).toBe(true);
    }
    const over = match.view();
    for (let i = 0; i < 5; i += 1) match.step(...anyEvents(dice, 22));
    expect(game.result(match.state) === undefined).toBe(result === undefined);
    expect(over).toBeDefined();
  });

  it('has a bot whose inputs can be sent', () => {
    const dice = new Dice(9);
    const seats = someSeats(game, dice);
    const match = new Match(game, seats, 9);
    let sent = 0;
    for (let i = 0; i < 600; i += 1) {
      for (const seat of [...seats, 21]) {
        const wish = game.bot?.(
          deepFreeze({ shared: match.view(), secret: game.secretOf?.(match.state, seat), seat }),
          dice.one,
        );
        if (wish) input.write(new ByteWriter(), wish);
        if (wish && seat !== 21) sent += 1;
      }
      match.botTick(seats, dice);
    }
    expect(sent).toBeGreaterThan(0);
  });

  it('fits a keyframe of its fullest state into a frame', () => {
    const seats = Array.from({ length: game.meta.seats.max }, (_, seat) => seat);
    const match = new Match(game, seats, 4);
    const bits = new BitWriter();
    compile(game.shared).writeFull(bits, match.view());
    expect(bits.finish().length).toBeLessThan(16_384);
  });
});
