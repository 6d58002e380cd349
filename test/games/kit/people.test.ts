import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as kit from '../../../hub/games/kit/index.ts';

const spread = (sizes: number[]): number => Math.max(...sizes) - Math.min(...sizes);

describe('points', () => {
  it('rank equals alike, and put the next behind all of them', () => {
    const points = new Map([
      [0, 5],
      [1, 9],
      [2, 9],
      [3, 0],
    ]);
    expect(kit.ranking(points).map(({ seat, rank }) => [seat, rank])).toEqual([
      [1, 1],
      [2, 1],
      [0, 3],
      [3, 4],
    ]);
    expect(kit.leaders(points)).toEqual([1, 2]);
    expect(kit.leaders(new Map())).toEqual([]);
  });

  it('are given to those who are there, and kept by those who stay', () => {
    const points = kit.scored(kit.scored(kit.noPoints([4, 0]), 4, 3), 9, 3);
    expect([...points]).toEqual([
      [0, 0],
      [4, 3],
    ]);
    expect(kit.scored(points, 9, 1)).toBe(points);
    expect([...kit.pointsFor(points, [5, 4])]).toEqual([
      [4, 3],
      [5, 0],
    ]);
  });

  it('go by place, where equals get the same and take the places behind', () => {
    expect([...kit.pointsByPlace([[3, 1], [0], [2]], [5, 3, 1])]).toEqual([
      [0, 1],
      [1, 5],
      [2, 0],
      [3, 5],
    ]);
  });
});

describe('teams', () => {
  it('are even whoever comes and goes', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 11 })), { maxLength: 40 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 2, max: 4 }), fc.integer(), (all, count, seed) => {
        const [dealt] = kit.dealTeams([0, 1, 2, 3, 4], count, { seed });
        expect(spread(kit.sizesOf(dealt, count))).toBeLessThanOrEqual(1);
        let teams = dealt;
        for (const [comes, seat] of all) {
          const before = teams;
          teams = kit.evenTeams(comes ? kit.joinTeam(teams, count, seat) : kit.leaveTeam(teams, seat), count);
          expect(spread(kit.sizesOf(teams, count))).toBeLessThanOrEqual(1);
          const moved = [...before].filter(([of, team]) => of !== seat && teams.get(of) !== team);
          expect(moved.length).toBeLessThanOrEqual(comes ? 0 : 1);
          expect([...teams.keys()]).toEqual([...teams.keys()].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('move those who came last, and no one if they are even', () => {
    const uneven = new Map([0, 1, 2, 3].map((seat) => [seat, 0]));
    const even = kit.evenTeams(uneven, 2);
    expect(kit.seatsOf(even, 1)).toEqual([2, 3]);
    expect(kit.evenTeams(even, 2)).toBe(even);
    expect(kit.joinTeam(even, 2, 3)).toBe(even);
  });

  it('win together', () => {
    expect([
      ...kit.sharePoints(
        new Map([
          [0, 1],
          [4, 0],
        ]),
        [7, 2],
      ),
    ]).toEqual([
      [0, 2],
      [4, 7],
    ]);
  });
});

describe('chance', () => {
  const random = { seed: 7 };

  it('gives the same again, and both ends', () => {
    expect(kit.between(3, 5, random)).toEqual(kit.between(3, 5, random));
    const seen = new Set<number>();
    let next: kit.Random = random;
    for (let i = 0; i < 200; i += 1) {
      const [value, after] = kit.between(3, 5, next);
      seen.add(value);
      next = after;
    }
    expect([...seen].sort()).toEqual([3, 4, 5]);
  });

  it('picks by weight: never what weighs nothing', () => {
    const counts = new Map<string | undefined, number>();
    let next: kit.Random = random;
    for (let i = 0; i < 4_000; i += 1) {
      const [item, after] = kit.weighted(
        [
          ['often', 3],
          ['never', 0],
          ['seldom', 1],
        ],
        next,
      );
      counts.set(item, (counts.get(item) ?? 0) + 1);
      next = after;
    }
    expect(counts.get('never')).toBeUndefined();
    expect((counts.get('often') ?? 0) / 4_000).toBeCloseTo(0.75, 1);
    expect(kit.weighted([], random)[0]).toBeUndefined();
    expect(kit.pick([], random)[0]).toBeUndefined();
    expect(kit.happens(0, 5, random)[0]).toBe(false);
    expect(kit.happens(5, 5, random)[0]).toBe(true);
  });

  it('draws all before any comes again, and none twice running', () => {
    let bag = kit.fullBag(4);
    let next: kit.Random = random;
    const drawn: number[] = [];
    for (let i = 0; i < 400; i += 1) {
      const [item = -1, left, after] = kit.draw(bag, next);
      drawn.push(item);
      bag = left;
      next = after;
    }
    for (let i = 0; i < 400; i += 4) expect(drawn.slice(i, i + 4).sort()).toEqual([0, 1, 2, 3]);
    expect(drawn.some((item, i) => item === drawn[i + 1])).toBe(false);
    expect(kit.draw(kit.fullBag(0), random)[0]).toBeUndefined();
    expect(kit.draw(kit.draw(kit.fullBag(1), random)[1], random)[0]).toBe(0);
  });

  it('samples different items, no more than there are', () => {
    const [some] = kit.sample(['a', 'b', 'c', 'd'], 2, random);
    expect(new Set(some).size).toBe(2);
    expect(kit.sample(['a'], 5, random)[0]).toEqual(['a']);
    expect(kit.sample(['a'], -1, random)[0]).toEqual([]);
  });
});
