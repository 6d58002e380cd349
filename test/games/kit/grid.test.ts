import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as kit from '../../../hub/games/kit/index.ts';

const board = { width: 7, height: 5 };
const cell = (column: number, row: number): number => row * board.width + column;

describe('a grid', () => {
  it('has no cells outside, and neighbours only inside', () => {
    expect([kit.cellAt(board, -1, 0), kit.cellAt(board, 7, 0), kit.cellAt(board, 0, 5)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(kit.sidesOf(board, cell(0, 0))).toEqual([cell(1, 0), cell(0, 1)]);
    expect(kit.sidesOf(board, cell(6, 4))).toEqual([cell(6, 3), cell(5, 4)]);
    expect(kit.neighboursOf(board, cell(3, 2))).toHaveLength(8);
    expect(kit.neighboursOf(board, cell(0, 0))).toEqual([cell(1, 0), cell(0, 1), cell(1, 1)]);
    expect(kit.cellsOf(board)).toBe(35);
  });

  /** A wall through the middle with a gap at the bottom. */
  const isOpen = (of: number): boolean => kit.columnOf(board, of) !== 3 || kit.rowOf(board, of) === 4;

  it('is flooded around walls, the nearest first', () => {
    const reached = kit.flood(board, cell(2, 0), isOpen);
    expect(reached.get(cell(4, 0))).toBe(10);
    expect(reached.has(cell(3, 0))).toBe(false);
    expect(reached.size).toBe(31);
    const far = [...reached.values()];
    expect(far).toEqual(far.toSorted((a, b) => a - b));
    expect(kit.flood(board, cell(3, 0), isOpen).size).toBe(0);
    expect(kit.flood(board, -1, () => true).size).toBe(0);
  });

  it('has shortest ways', () => {
    const way = kit.route(board, cell(2, 0), cell(4, 0), isOpen) ?? [];
    expect(way).toHaveLength(11);
    expect(way).toContain(cell(3, 4));
    way.slice(1).forEach((next, i) => {
      expect(kit.sidesOf(board, next)).toContain(way[i]);
    });
    expect(kit.route(board, 0, 6, (of) => kit.columnOf(board, of) !== 3)).toBeUndefined();
  });

  it('has lines without holes between any two cells', () => {
    const any = fc.integer({ min: 0, max: 34 });
    fc.assert(
      fc.property(any, any, (from, to) => {
        const cells = kit.line(board, from, to);
        expect([cells[0], cells.at(-1)]).toEqual([from, to]);
        cells.slice(1).forEach((next, i) => {
          expect(kit.neighboursOf(board, next)).toContain(cells[i]);
        });
        const wide = Math.abs(kit.columnOf(board, from) - kit.columnOf(board, to));
        const high = Math.abs(kit.rowOf(board, from) - kit.rowOf(board, to));
        expect(cells).toHaveLength(Math.max(wide, high) + 1);
      }),
    );
  });

  it('knows four in a row in each direction, and not around an edge', () => {
    const row = (...cells: number[]): number =>
      kit.longestRow(board, cells[1] ?? 0, (of) => cells.includes(of));
    expect(row(cell(0, 0), cell(1, 0), cell(2, 0), cell(3, 0))).toBe(4);
    expect(row(cell(2, 0), cell(2, 1), cell(2, 2))).toBe(3);
    expect(row(cell(0, 0), cell(1, 1), cell(2, 2))).toBe(3);
    expect(row(cell(4, 0), cell(3, 1), cell(2, 2))).toBe(3);
    expect(row(cell(6, 0), cell(0, 1))).toBe(1);
    expect(kit.longestRow(board, 0, () => false)).toBe(0);
  });
});
