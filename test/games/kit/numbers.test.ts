import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as kit from '../../../hub/games/kit/index.ts';

const integers = fc.integer({ min: -(2 ** 20), max: 2 ** 20 });
const angles = fc.integer({ min: -5_000, max: 5_000 });
const vectors = fc.record({ x: integers, y: integers });

describe('whole numbers', () => {
  it('are never -0, whatever is rounded, divided or scaled', () => {
    fc.assert(
      fc.property(integers, fc.integer({ min: 1, max: 999 }), (a, b) => {
        for (const value of [
          kit.whole(a / b),
          kit.nearest(a / b),
          kit.floorDiv(a, b),
          kit.wrap(a, b),
          kit.scaled(a, 1, b),
        ]) {
          expect(Number.isInteger(value)).toBe(true);
          expect(Object.is(value, -0)).toBe(false);
        }
        expect(kit.floorDiv(a, b) * b + kit.wrap(a, b)).toBe(a);
      }),
    );
    expect(Object.is(kit.whole(-0.4), 0)).toBe(true);
    expect(Object.is(kit.nearest(-0.4), 0)).toBe(true);
  });

  it('are rounded the same way on both sides of 0', () => {
    expect([-1.5, -0.5, 0.5, 1.5, 2.4].map(kit.nearest)).toEqual([-2, -1, 1, 2, 2]);
  });

  it('have an exact root, up to the largest there is', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const found = kit.root(value);
        const square = BigInt(Math.max(0, value));
        expect(BigInt(found) ** 2n <= square).toBe(true);
        expect(BigInt(found + 1) ** 2n > square).toBe(true);
      }),
    );
    // Rounded to a double, its root is the next whole number.
    expect(Math.sqrt(94_906_265 ** 2 - 1)).toBe(94_906_265);
    expect(kit.root(94_906_265 ** 2 - 1)).toBe(94_906_264);
  });

  it('go towards a target without passing it', () => {
    expect([kit.towards(0, 10, 4), kit.towards(8, 10, 4), kit.towards(0, -10, 4)]).toEqual([4, 10, -4]);
    expect(kit.clamp(12, 0, 9)).toBe(9);
  });
});

describe('angles', () => {
  it('have the sine and cosine of mathematics within one part', () => {
    for (let angle = -kit.TURN; angle <= 2 * kit.TURN; angle += 1) {
      const radians = (2 * Math.PI * angle) / kit.TURN;
      expect(Math.abs(kit.sine(angle) - Math.sin(radians) * kit.ONE)).toBeLessThan(0.51);
      expect(Math.abs(kit.cosine(angle) - Math.cos(radians) * kit.ONE)).toBeLessThan(0.51);
      expect(Object.is(kit.sine(angle), -0)).toBe(false);
    }
  });

  it('are the same table on every machine', () => {
    const sum = Array.from({ length: kit.TURN / 4 + 1 }, (_, i) => (i + 1) * kit.sine(i)).reduce(
      (a, b) => (a * 31 + b) % 1_000_003,
      0,
    );
    expect(sum).toBe(880_141);
  });

  it('are found again from the direction they give', () => {
    for (let angle = 0; angle < kit.TURN; angle += 1) {
      const { x, y } = kit.polar(angle, 1_000_000);
      expect(Math.abs(kit.turnTo(angle, kit.angleOf(x, y)))).toBeLessThanOrEqual(1);
    }
    expect([kit.angleOf(5, 0), kit.angleOf(0, 5), kit.angleOf(-5, 0), kit.angleOf(0, -5)]).toEqual([
      0, 256, 512, 768,
    ]);
    expect(kit.angleOf(0, 0)).toBe(0);
  });

  it('turn the short way', () => {
    expect(kit.turnTo(10, 1_000)).toBe(-34);
    fc.assert(
      fc.property(angles, angles, (from, to) => {
        const turn = kit.turnTo(from, to);
        expect(Math.abs(turn)).toBeLessThanOrEqual(512);
        expect(kit.wrap(from + turn, kit.TURN)).toBe(kit.wrap(to, kit.TURN));
      }),
    );
  });
});

describe('vectors', () => {
  it('stay whole and without -0, whatever is done to them', () => {
    fc.assert(
      fc.property(vectors, vectors, angles, (a, b, angle) => {
        for (const { x, y } of [
          kit.plus(a, b),
          kit.minus(a, b),
          kit.times(a, -3, 7),
          kit.turned(a, angle),
          kit.withLength(a, 500),
          kit.atMost(a, 500),
          kit.bounced(a, b),
          kit.polar(angle, 300),
        ])
          for (const part of [x, y]) {
            expect(Number.isSafeInteger(part)).toBe(true);
            expect(Object.is(part, -0)).toBe(false);
          }
      }),
    );
  });

  it('have the length that is asked for, and none of nothing', () => {
    expect(kit.lengthOf({ x: 300, y: -400 })).toBe(500);
    expect(kit.distance({ x: 1, y: 1 }, { x: 4, y: 5 })).toBe(5);
    expect(kit.withLength({ x: 300, y: -400 }, 5)).toEqual({ x: 3, y: -4 });
    expect(kit.withLength(kit.nowhere, 5)).toEqual(kit.nowhere);
    expect(kit.atMost({ x: 3, y: 4 }, 5)).toEqual({ x: 3, y: 4 });
    expect(kit.atMost({ x: 30, y: 40 }, 5)).toEqual({ x: 3, y: 4 });
  });

  it('touch exactly, turn by quarters exactly and bounce off a wall', () => {
    expect([kit.touch(kit.nowhere, { x: 3, y: 4 }, 5), kit.touch(kit.nowhere, { x: 3, y: 5 }, 5)]).toEqual([
      true,
      false,
    ]);
    expect(kit.turned({ x: 7, y: 2 }, 256)).toEqual({ x: -2, y: 7 });
    expect(kit.headingOf({ x: -3, y: 0 })).toBe(512);
    expect(kit.cross({ x: 1, y: 0 }, { x: 0, y: 1 })).toBe(1);
    expect(kit.bounced({ x: 5, y: 3 }, { x: -1, y: 0 })).toEqual({ x: -5, y: 3 });
    expect(kit.bounced({ x: -5, y: 3 }, { x: -1, y: 0 })).toEqual({ x: -5, y: 3 });
  });
});
