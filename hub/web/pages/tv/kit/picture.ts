import type { Stroke } from '../../../../games/kit/picture.ts';
import { paper, penColour, penWidth } from '../../common/pens.ts';
import type { Paint } from '../games/renderer.ts';

/** Places of a sheet each way. */
const SHEET = 256;

/** Draws what phones drew, on its paper, into a square. `share` 0..1: only so much of it, as it came, for who likes to see it grow. */
export const drawPicture = (
  paint: Paint,
  picture: readonly Stroke[],
  x: number,
  y: number,
  size: number,
  share = 1,
): void => {
  let left = 0;
  for (let i = 0; i < picture.length; i += 1) left += picture[i]?.points.length ?? 0;
  left = Math.ceil(left * share);
  paint.save();
  paint.translate(x, y);
  paint.scale(size / SHEET, size / SHEET);
  paint.beginPath();
  paint.rect(0, 0, SHEET, SHEET);
  paint.fillStyle = paper;
  paint.fill();
  paint.clip();
  paint.lineCap = 'round';
  paint.lineJoin = 'round';
  for (let i = 0; i < picture.length && left > 0; i += 1) {
    const stroke = picture[i];
    if (!stroke) continue;
    paint.strokeStyle = penColour(stroke.pen);
    paint.lineWidth = penWidth(stroke.pen) * SHEET;
    paint.beginPath();
    for (let at = 0; at + 1 < stroke.points.length && left > 0; at += 2, left -= 2) {
      const toX = stroke.points[at] ?? 0;
      const toY = stroke.points[at + 1] ?? 0;
      if (at === 0) paint.moveTo(toX, toY);
      paint.lineTo(toX, toY);
    }
    paint.stroke();
  }
  paint.restore();
};
