import { ground } from '../../common/palette.ts';
import type { Paint, SeatLook } from '../games/renderer.ts';
import { fitLine, writeLine } from './fit.ts';

export { lookOf } from '../games/renderer.ts';

/** A name in its player's colour with an edge in the colour of the ground, so that it can be read on anything. `y` is its middle. */
export const drawName = (
  paint: Paint,
  { name, colour }: SeatLook,
  x: number,
  y: number,
  size = 22,
  width = 180,
): void => {
  const line = fitLine(paint, name, width, size);
  paint.font = line.font;
  paint.textAlign = 'center';
  paint.textBaseline = 'middle';
  paint.lineJoin = 'round';
  paint.lineWidth = size / 4;
  paint.strokeStyle = ground;
  paint.strokeText(line.text, x, y);
  paint.fillStyle = colour;
  paint.fillText(line.text, x, y);
};

/** A name in dark letters on a plate of its player's colour. */
export const drawPlate = (
  paint: Paint,
  { name, colour }: SeatLook,
  x: number,
  y: number,
  width = 180,
  size = 22,
): void => {
  const height = size * 1.6;
  paint.fillStyle = colour;
  paint.beginPath();
  paint.roundRect(x - width / 2, y - height / 2, width, height, height / 2);
  paint.fill();
  paint.fillStyle = ground;
  paint.textAlign = 'center';
  paint.textBaseline = 'middle';
  writeLine(paint, name, x, y, width - height, size);
};

/** A player as a disc with eyes that look where it goes (radians). */
export const drawFace = (
  paint: Paint,
  { colour }: SeatLook,
  x: number,
  y: number,
  radius: number,
  looks = 0,
): void => {
  paint.fillStyle = colour;
  paint.beginPath();
  paint.arc(x, y, radius, 0, 2 * Math.PI);
  paint.fill();
  paint.fillStyle = ground;
  for (let side = -1; side <= 1; side += 2) {
    const angle = looks + side * 0.5;
    paint.beginPath();
    paint.arc(
      x + 0.55 * radius * Math.cos(angle),
      y + 0.55 * radius * Math.sin(angle),
      radius * 0.16,
      0,
      2 * Math.PI,
    );
    paint.fill();
  }
};
