import screens from 'partyline:house/scores';
import { Dice, Match } from 'partyline/testing';
import { describe, expect, it } from 'vitest';
import { partOf } from '../../hub/games/folder.ts';
import type { AnyGame } from '../../hub/games/game.ts';
import { everyGameOfTheHouse } from './support/folders.ts';

type Seats = ReadonlyMap<number, { readonly name: string; readonly colour: string }>;
type Draw = (
  paint: unknown,
  moment: { readonly from: unknown; readonly to: unknown; readonly share: number },
  seats: Seats,
  now: number,
) => void;

const games = await everyGameOfTheHouse();
const drawOf = (id: string): Draw => (partOf(screens, id) as unknown as { readonly draw: Draw }).draw;

/** A canvas that nobody sees: it takes every stroke, and tells what was asked of it. */
const blank = (): { readonly paint: unknown; readonly strokes: string[] } => {
  const strokes: string[] = [];
  const paint = new Proxy<Record<string, unknown>>(
    { measureText: () => ({ width: 10 }) },
    {
      get: (target, name: string) =>
        name in target
          ? target[name]
          : (...values: readonly unknown[]) => {
              for (const value of values)
                if (typeof value === 'number' && !Number.isFinite(value))
                  throw new RangeError(`${name} got ${value}`);
              strokes.push(`${name} ${values.join(' ')}`);
            },
    },
  );
  return { paint, strokes };
};

const seatsOf = (seats: readonly number[]): Seats =>
  new Map(seats.map((seat) => [seat, { name: `Bot ${seat}`, colour: '#ffffff' }]));

describe.each<[string, AnyGame]>(games.map((game) => [game.meta.id, game]))(
  'the picture of %s',
  (id, game) => {
    it('is drawn from the lobby to the end, between any two states, with seats that nobody has', () => {
      const draw = drawOf(id);
      const seats = Array.from({ length: Math.min(game.meta.seats.max, 8) }, (_, seat) => seat);
      const dice = new Dice(1);
      const match = new Match(game, seats, 1, false);
      const empty = game.view(game.setup({ seats: [], random: { seed: 1 } }));
      const { paint, strokes } = blank();
      let from = empty;
      for (let i = 0; i < 400; i += 1) {
        const to = match.botTick(seats, dice).view();
        draw(paint, { from, to, share: (i % 10) / 10 }, i % 2 === 0 ? seatsOf(seats) : new Map(), i * 16);
        from = to;
      }
      expect(strokes.length).toBeGreaterThan(400);
      expect(() => draw(blank().paint, { from, to: empty, share: 1 }, new Map(), 0)).not.toThrow();
    });
  },
);

it('the rope of tug of war goes to the side that pulls harder', () => {
  const knot = (rope: number): number => {
    const { paint, strokes } = blank();
    drawOf('tug')(paint, { from: { rope }, to: { rope }, share: 1 }, new Map(), 0);
    return Number(strokes[1]?.split(' ')[1]);
  };
  expect(knot(0)).toBe(640 - 16);
  expect(knot(-5)).toBeLessThan(knot(0));
  expect(knot(5)).toBeGreaterThan(knot(0));
});
