import { s } from '../../../protocol/schema/schema.ts';
import { type Ink, PENS, SHEET } from '../../../protocol/strokes.ts';

/** One stroke of a pen: x, y, x, y, ... each 0..255. */
export interface Stroke {
  readonly pen: number;
  readonly points: readonly number[];
}

/** What is drawn on a sheet. Plain data: keep it in the state. */
export type Picture = readonly Stroke[];

/** Bounds of a picture, so that the state of a game that many draw in still fits into a frame. */
const MOST_STROKES = 64;
const MOST_NUMBERS = 2_400;
const STROKE_NUMBERS = 1_024;

/** The schema of a picture for a shared view. A point costs two bytes each time: first in the move, then once in a state of every phone. */
export const pictureShape = s.list(
  s.struct({ pen: s.int(0, PENS - 1), points: s.list(s.int(0, SHEET - 1), STROKE_NUMBERS) }),
  MOST_STROKES,
);

/** @returns the picture with what was drawn; the same object where nothing is changed by it, or the sheet is full. */
export const drawnOn = (picture: Picture, { what, pen, points }: Ink): Picture => {
  if (what === 'clear') return picture.length === 0 ? picture : [];
  if (what === 'undo') return picture.length === 0 ? picture : picture.slice(0, -1);
  const used = picture.reduce((sum, stroke) => sum + stroke.points.length, 0);
  if (points.length === 0 || used + points.length > MOST_NUMBERS) return picture;
  const last = picture.at(-1);
  if (what === 'go') {
    if (!last || last.pen !== pen || last.points.length + points.length > STROKE_NUMBERS) return picture;
    return [...picture.slice(0, -1), { pen, points: [...last.points, ...points] }];
  }
  return picture.length >= MOST_STROKES ? picture : [...picture, { pen, points }];
};
