import { defineScreen, FIELD, lookOf, mix } from 'partyline/tv';

/** The rope hangs across the middle; a knot in it goes to the side that pulls harder. */
export default defineScreen<{ readonly rope: number }>({
  draw: (paint, { from, to, share }, seats) => {
    const [middle, y] = [FIELD.width / 2, FIELD.height / 2];
    const knot = middle + mix(from.rope, to.rope, share) * 24;
    paint.fillStyle = '#d9a441';
    paint.fillRect(knot - 560, y - 7, 1120, 14);
    paint.fillStyle = '#ff5d5d';
    paint.fillRect(knot - 16, y - 44, 32, 88);
    paint.fillStyle = '#f7f4ea';
    for (const goal of [-480, 480]) paint.fillRect(middle + goal - 3, y - 140, 6, 280);
    paint.textAlign = 'center';
    paint.textBaseline = 'middle';
    paint.font = '800 34px system-ui, sans-serif';
    for (const seat of seats.keys()) {
      const { name, colour } = lookOf(seats, seat);
      paint.fillStyle = colour;
      paint.fillText(name, seat % 2 === 0 ? 200 : FIELD.width - 200, 60 + Math.floor(seat / 2) * 64, 300);
    }
  },
  sounds: (before, after) => (before.rope === after.rope ? [] : ['hit']),
});
