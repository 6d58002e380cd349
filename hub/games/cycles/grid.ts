import { HEIGHT, WIDTH } from './view.ts';

export type Heading = 'up' | 'right' | 'down' | 'left';

export interface Cell {
  readonly x: number;
  readonly y: number;
}

const steps: Readonly<Record<Heading, Cell>> = {
  up: { x: 0, y: -1 },
  right: { x: 1, y: 0 },
  down: { x: 0, y: 1 },
  left: { x: -1, y: 0 },
};

export const ahead = ({ x, y }: Cell, heading: Heading): Cell => ({
  x: x + steps[heading].x,
  y: y + steps[heading].y,
});

/** Is it a turn to the left or right, rather than the same way or the way back? */
export const isTurn = (from: Heading, to: Heading): boolean => (steps[from].x === 0) !== (steps[to].x === 0);

export const sameCell = (a: Cell, b: Cell): boolean => a.x === b.x && a.y === b.y;

/** Is the cell on the field, of which `margin` cells are gone on each side? */
export const onField = ({ x, y }: Cell, margin: number): boolean =>
  x >= margin && x < WIDTH - margin && y >= margin && y < HEIGHT - margin;

const between = (value: number, a: number, b: number): boolean =>
  a < b ? value >= a && value <= b : value >= b && value <= a;

/** Does a trail (its corners, then straight to `head`) go through a cell? A trail without corners is none. */
export const onTrail = (cell: Cell, trail: readonly Cell[], head: Cell): boolean => {
  for (let i = 0; i < trail.length; i += 1) {
    const from = trail[i] ?? head;
    const to = trail[i + 1] ?? head;
    if (between(cell.x, from.x, to.x) && between(cell.y, from.y, to.y)) return true;
  }
  return false;
};
