import { type PadInput, pad } from 'partyline/game';
import { ahead, type Cell, type Heading, isTurn, onField } from './grid.ts';
import { type CyclesView, directions, HEIGHT, WIDTH } from './view.ts';

/** Cells that a bot counts before it is content with a way. */
const ENOUGH = 220;
const buttons: Readonly<Record<Heading, number>> = {
  up: 1 << 12,
  right: 1 << 15,
  down: 1 << 13,
  left: 1 << 14,
};
const index = ({ x, y }: Cell): number => y * WIDTH + x;

/** The field as the screen shows it: 1 where a trail or the wall is, the outermost cells always (who rides there is nearly dead). */
const drawn = ({ riders, margin }: CyclesView): Uint8Array => {
  const field = new Uint8Array(WIDTH * HEIGHT).fill(1);
  const wall = Math.min(margin + 1, HEIGHT / 2);
  for (let y = wall; y < HEIGHT - wall; y += 1) field.fill(0, y * WIDTH + wall, (y + 1) * WIDTH - wall);
  for (const { trail, x, y, alive } of riders.values()) {
    if (!alive) continue;
    const points = [...trail, { x, y }];
    points.forEach((from, i) => {
      const to = points[i + 1] ?? from;
      const [dx, dy] = [Math.sign(to.x - from.x), Math.sign(to.y - from.y)];
      const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
      for (let n = 0; n <= length; n += 1) field[index({ x: from.x + n * dx, y: from.y + n * dy })] = 1;
    });
  }
  return field;
};

/** Steps to the four neighbours, as indices of cells. */
const neighbours = [-WIDTH, 1, WIDTH, -1] as const;

/** Cells that can be reached from a cell, up to ENOUGH: a way into a pocket has few. Whole numbers only: many bots ask this often. */
const room = (field: Uint8Array, from: Cell): number => {
  if (!onField(from, 0) || field[index(from)] !== 0) return 0;
  const seen = field.slice();
  const todo = new Int32Array(ENOUGH + neighbours.length);
  todo[0] = index(from);
  seen[index(from)] = 1;
  let found = 1;
  for (let i = 0; i < found && found < ENOUGH; i += 1) {
    const at = todo[i] ?? 0;
    for (const step of neighbours) {
      const cell = at + step;
      // The wall around the field keeps the search from running over an edge into the next row.
      if (seen[cell] !== 0) continue;
      seen[cell] = 1;
      todo[found] = cell;
      found += 1;
    }
  }
  return found;
};

/** Free cells straight ahead, at most 12. */
const run = (field: Uint8Array, from: Cell, heading: Heading): number => {
  let cell = from;
  for (let n = 0; n < 12; n += 1) {
    cell = ahead(cell, heading);
    if (!onField(cell, 0) || field[index(cell)] !== 0) return n;
  }
  return 12;
};

/** Looks at the three ways on: goes where there is room, prefers straight on, is drawn to gifts, and now and then turns on a whim. */
export const cyclesBot = (view: CyclesView, seat: number, random01: () => number): PadInput | undefined => {
  const me = view.riders.get(seat);
  if (!me?.alive || view.phase !== 'riding') return undefined;
  const field = drawn(view);
  const gift = view.gifts[seat % 3] ?? view.gifts[0];
  const whim = random01();
  let best: Heading = me.heading;
  let most = -1;
  for (const heading of directions) {
    const straight = heading === me.heading;
    if (!straight && !isTurn(me.heading, heading)) continue;
    const next = ahead(me, heading);
    const nearer = gift
      ? Math.abs(gift.x - me.x) +
        Math.abs(gift.y - me.y) -
        Math.abs(gift.x - next.x) -
        Math.abs(gift.y - next.y)
      : 0;
    const value =
      room(field, next) * 4 +
      run(field, me, heading) * 6 +
      (straight ? 40 + whim * 40 : random01() * 48) +
      nearer * 16;
    if (value > most) {
      most = value;
      best = heading;
    }
  }
  // Letting go when riding on makes the next press a new one.
  return best === me.heading ? pad() : pad(buttons[best]);
};
