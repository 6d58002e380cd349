import { defineTerminal } from 'partyline/game';
import { type CyclesView, HEIGHT, WIDTH } from './view.ts';

export default defineTerminal<CyclesView>((field, { riders }) => {
  for (const [seat, { x, y, alive, trail }] of riders) {
    if (!alive) continue;
    const corners = [...trail, { x, y }];
    corners.forEach((to, i) => {
      const from = corners[i - 1] ?? to;
      const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
      for (let s = 0; s <= steps; s += 1)
        field.put(
          (from.x + ((to.x - from.x) * s) / steps) / WIDTH,
          (from.y + ((to.y - from.y) * s) / steps) / HEIGHT,
          '·',
        );
    });
    field.seat(x / WIDTH, y / HEIGHT, seat);
  }
});
