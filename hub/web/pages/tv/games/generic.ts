import { FIELD, type Renderer } from './renderer.ts';

const COLUMNS = 4;
const ROW = 96;

/** For games that the TV has no picture of: everybody who sits, by name. */
export const genericRenderer: Renderer<unknown> = {
  draw: (paint, _moment, seats) => {
    paint.textAlign = 'left';
    paint.textBaseline = 'middle';
    paint.font = '800 34px system-ui, sans-serif';
    [...seats.values()].slice(0, COLUMNS * 7).forEach(({ name, colour }, i) => {
      const x = 40 + (i % COLUMNS) * (FIELD.width / COLUMNS - 10);
      const y = 60 + Math.floor(i / COLUMNS) * ROW;
      paint.fillStyle = colour;
      paint.beginPath();
      paint.arc(x + 20, y, 20, 0, 2 * Math.PI);
      paint.fill();
      paint.fillText(name, x + 52, y, 230);
    });
  },
};
