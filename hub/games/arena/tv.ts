import type { Infer } from 'partyline/game';
import { defineScreen, FIELD, lookOf, mix } from 'partyline/tv';
import type arena from './game.ts';

type ArenaView = Infer<(typeof arena)['shared']>;

/** Places of the field each way. */
const PLACES = 1_000;
const SIZE = 12;

/** The field with everybody on it. */
export default defineScreen<ArenaView>({
  draw: (paint, { from, to, share }, seats) => {
    const few = to.players.size <= 32;
    paint.font = '800 22px system-ui, sans-serif';
    paint.textAlign = 'center';
    paint.textBaseline = 'alphabetic';
    for (const [seat, player] of to.players) {
      const before = from.players.get(seat) ?? player;
      const x = (mix(before.x, player.x, share) / PLACES) * FIELD.width;
      const y = (mix(before.y, player.y, share) / PLACES) * FIELD.height;
      const { name, colour } = lookOf(seats, seat);
      paint.fillStyle = colour;
      paint.beginPath();
      paint.arc(x, y, few ? SIZE : SIZE / 2, 0, 2 * Math.PI);
      paint.fill();
      if (few) paint.fillText(name, x, y - SIZE - 6, 160);
    }
  },
});
