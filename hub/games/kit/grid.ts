import { wrap } from './whole.ts';

/** A board of cells. A cell is its number: rows one after the other, from the top left. */
export interface Grid {
  readonly width: number;
  readonly height: number;
}

export const cellsOf = ({ width, height }: Grid): number => width * height;
export const columnOf = ({ width }: Grid, cell: number): number => wrap(cell, width);
export const rowOf = ({ width }: Grid, cell: number): number => Math.floor(cell / width);

/** @returns the cell at a place, or undefined outside of the board. */
export const cellAt = ({ width, height }: Grid, column: number, row: number): number | undefined =>
  column >= 0 && column < width && row >= 0 && row < height ? row * width + column : undefined;

/** Up, right, down, left; then the four between them, clockwise from up right. */
const steps = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
  [1, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
] as const;

const around = (grid: Grid, cell: number, ways: 4 | 8): number[] => {
  const [column, row] = [columnOf(grid, cell), rowOf(grid, cell)];
  return steps.slice(0, ways).flatMap(([x, y]) => cellAt(grid, column + x, row + y) ?? []);
};

/** @returns the cells that share a side: up, right, down, left, as far as there are any. */
export const sidesOf = (grid: Grid, cell: number): number[] => around(grid, cell, 4);
/** @returns the cells that share a side or a corner. */
export const neighboursOf = (grid: Grid, cell: number): number[] => around(grid, cell, 8);

/** @returns every cell that can be reached over open ones from side to side, with the steps it takes; the nearest first. */
export const flood = (
  grid: Grid,
  start: number,
  isOpen: (cell: number) => boolean,
): ReadonlyMap<number, number> => {
  const reached = new Map<number, number>();
  if (start < 0 || start >= cellsOf(grid) || !isOpen(start)) return reached;
  reached.set(start, 0);
  // A map goes on over what is added meanwhile: it is its own queue.
  for (const [cell, far] of reached)
    for (const next of sidesOf(grid, cell))
      if (!reached.has(next) && isOpen(next)) reached.set(next, far + 1);
  return reached;
};

/** @returns a shortest way over open cells with both ends, or undefined if there is none. */
export const route = (
  grid: Grid,
  from: number,
  to: number,
  isOpen: (cell: number) => boolean,
): readonly number[] | undefined => {
  const far = flood(grid, to, isOpen);
  if (!far.has(from)) return undefined;
  const way = [from];
  for (let cell = from; cell !== to; ) {
    const left = far.get(cell) ?? 0;
    cell = sidesOf(grid, cell).find((next) => far.get(next) === left - 1) ?? to;
    way.push(cell);
  }
  return way;
};

/** @returns the cells of a straight line with both ends. Algorithm: Bresenham. */
export const line = (grid: Grid, from: number, to: number): number[] => {
  let [x, y] = [columnOf(grid, from), rowOf(grid, from)];
  const [toX, toY] = [columnOf(grid, to), rowOf(grid, to)];
  const [wide, high] = [Math.abs(toX - x), -Math.abs(toY - y)];
  const [stepX, stepY] = [Math.sign(toX - x), Math.sign(toY - y)];
  const cells = [from];
  for (let error = wide + high; x !== toX || y !== toY; ) {
    const twice = 2 * error;
    if (twice >= high) {
      error += high;
      x += stepX;
    }
    if (twice <= wide) {
      error += wide;
      y += stepY;
    }
    cells.push(y * grid.width + x);
  }
  return cells;
};

/** @returns how many of the same stand in one row through a cell, in the longest of the four directions: four in a row, five in a row. */
export const longestRow = (grid: Grid, cell: number, isSame: (cell: number) => boolean): number => {
  const [column, row] = [columnOf(grid, cell), rowOf(grid, cell)];
  const run = (x: number, y: number): number => {
    let length = 0;
    for (let i = 1; ; i += 1) {
      const next = cellAt(grid, column + i * x, row + i * y);
      if (next === undefined || !isSame(next)) return length;
      length += 1;
    }
  };
  if (!isSame(cell)) return 0;
  return Math.max(...[steps[1], steps[2], steps[4], steps[5]].map(([x, y]) => 1 + run(x, y) + run(-x, -y)));
};
