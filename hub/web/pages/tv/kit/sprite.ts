import type { Paint } from '../games/renderer.ts';

/** Pictures of one size in rows, such as the frames of a walk. */
export interface Sheet {
  readonly image: CanvasImageSource;
  /** Pixels of one picture. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly frames: number;
}

/** A shape as a path of SVG in a box of so many places each way, filled with any colour. */
export interface Shape {
  readonly path: Path2D;
  readonly box: number;
}

/** How a sprite stands: middle, size, turn in radians; `flip` looks the other way. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly turn?: number;
  readonly flip?: boolean;
}

/** @returns a shape out of the `d` of an SVG path. */
export const shape = (d: string, box = 24): Shape => ({ path: new Path2D(d), box });

/** @returns the frame of an animation at a time; it starts anew at the end, or with `once` stays there. */
export const frameAt = (frames: number, perSecond: number, ms: number, once = false): number => {
  const frame = Math.floor((Math.max(0, ms) * perSecond) / 1_000);
  return once ? Math.min(frames - 1, frame) : frame % frames;
};

const posed = (paint: Paint, { x, y, size, turn = 0, flip = false }: Pose, box: number): void => {
  paint.save();
  paint.translate(x, y);
  if (turn !== 0) paint.rotate(turn);
  paint.scale(((flip ? -1 : 1) * size) / box, size / box);
};

/** Draws a shape in a colour. */
export const drawShape = (paint: Paint, { path, box }: Shape, pose: Pose, colour: string): void => {
  posed(paint, pose, box);
  paint.translate(-box / 2, -box / 2);
  paint.fillStyle = colour;
  paint.fill(path);
  paint.restore();
};

/** Draws one picture of a sheet; `size` is its height. */
export const drawFrame = (paint: Paint, sheet: Sheet, frame: number, pose: Pose): void => {
  const { image, width, height, columns } = sheet;
  const left = (frame % columns) * width;
  const top = Math.floor(frame / columns) * height;
  posed(paint, pose, height);
  paint.drawImage(image, left, top, width, height, -width / 2, -height / 2, width, height);
  paint.restore();
};
