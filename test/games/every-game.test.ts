import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anyEvents, Dice } from '../../hub/games/check/chance.ts';
import { deepFreeze } from '../../hub/games/check/freeze.ts';
import { checkGame } from '../../hub/games/check/index.ts';
import { canonical } from '../../hub/games/check/plain.ts';
import { Shown } from '../../hub/games/check/shown.ts';
import { describeGame } from '../../hub/games/describe.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import { guarded } from '../../hub/games/guard.ts';
import { inTime } from '../../hub/games/testing/in-time.ts';
import { Match } from '../../hub/games/testing/match.ts';
import { emptyRoom } from '../../hub/room/room-state.ts';
import { BitWriter } from '../../protocol/bytes/bit-writer.ts';
import { ByteWriter } from '../../protocol/bytes/writer.ts';
import { input } from '../../protocol/inputs.ts';
import { compile } from '../../protocol/schema/compile.ts';
import { parseDescriptor } from '../../protocol/schema/parse.ts';
import { createStateCodec } from '../../protocol/state-codec.ts';
import { everyGameOfTheHouse, openFolder } from './support/folders.ts';

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

/** Those of one folder if it is named: PARTYLINE_GAME_DIR=../sumo npx vitest run test/games/every-game.test.ts */
const dir = process.env.PARTYLINE_GAME_DIR;
const tried = dir ? (await openFolder(resolve(dir))).games : await everyGameOfTheHouse();

/** For one test of one game, on a slow machine that does other things too. */
const LIMIT_MS = 60_000;

describe.each<[string, AnyGame]>(tried.map((game) => [game.meta.id, game]))('%s', (id, game) => {
  /** A test that fails by name where the game does not come back. */
  const limited = (title: string, act: () => void): void =>
    it(title, { timeout: 2 * LIMIT_MS }, () => inTime(`${id}: ${title}`, LIMIT_MS, act));

  limited('has none of the mistakes that a hub looks for', () => {
    expect(checkGame(game)).toBeUndefined();
  });

  limited('says of itself what a phone can read', () => {
    const described = describeGame(game);
    expect(described.id).toBe(id);
    expect(parseDescriptor(JSON.stringify(described))).toEqual(described);
  });

  limited('can be shown before anybody has sat down', () => {
    const room = emptyRoom(game, 1);
    expect(() => createStateCodec(game).sharedFull({ room, game: game.view(room.play) })).not.toThrow();
    expect(game.result(room.play)).toBeUndefined();
  });

  limited('takes whatever comes from any seat, and what it shows always fits its schema', () => {
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

  limited('has a state of plain data, from which a match goes on as if nothing had been', () => {
    const dice = new Dice(3);
    const match = new Match(game, someSeats(game, dice), 3);
    for (let i = 0; i < 100; i += 1) match.step(...anyEvents(dice, 22));
    const events = [anyEvents(dice, 22), anyEvents(dice, 22)];
    const copied = events.reduce((state, e) => game.reduce(state, e), structuredClone(match.state));
    for (const e of events) match.step(...e);
    expect(canonical(copied)).toBe(canonical(match.state));
  });

  limited('plays the same match twice from the same seed and inputs', () => {
    const digest = (seed: number): string => {
      const dice = new Dice(seed);
      const match = new Match(game, someSeats(game, dice), seed);
      for (let i = 0; i < 300; i += 1) match.step(...anyEvents(dice, 22));
      return match.digest();
    };
    const [once, again, other] = [digest(5), digest(5), digest(6)];
    expect(once === again, 'the same match came out: is there chance or a clock in the rules?').toBe(true);
    expect(once === other, 'another seed and other inputs make the same match').toBe(false);
  });

  limited('gives points only to seats, in whole numbers that the room can show', () => {
    for (const seed of [8, 9, 10]) {
      const dice = new Dice(seed);
      const seats = someSeats(game, dice);
      const match = new Match(game, seats, seed, false);
      const shown = new Shown(game);
      const most = id === 'arena' ? 300 : 12_000;
      for (let i = 0; i < most && !game.result(match.state); i += 1) {
        match.botTick(seats, dice);
        // Every one of them, to the end: a range that is left late is left all the same.
        shown.show(match.state, seats.slice(i % seats.length, (i % seats.length) + 1));
      }
      const result = guarded(game).result(match.state);
      if (id !== 'arena')
        expect(
          result,
          `no result after ${most} ticks of bots with seed ${seed}: does a match come to an end?`,
        ).toBeDefined();
      for (const seat of result?.keys() ?? []) expect(seats).toContain(seat);
      for (let i = 0; i < 5; i += 1) match.step(...anyEvents(dice, 22));
      expect(game.result(match.state) === undefined, 'what comes after the end changes it').toBe(
        result === undefined,
      );
    }
  });

  limited('has a bot whose inputs can be sent', () => {
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
    expect(sent, 'its bot did nothing at all in 600 ticks').toBeGreaterThan(0);
  });

  limited('fits a keyframe of its fullest state into a frame', () => {
    const seats = Array.from({ length: game.meta.seats.max }, (_, seat) => seat);
    const match = new Match(game, seats, 4);
    const bits = new BitWriter();
    compile(game.shared).writeFull(bits, match.view());
    expect(bits.finish().length).toBeLessThan(16_384);
  });
});
