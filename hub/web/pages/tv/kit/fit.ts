import type { Brush } from './brush.ts';

interface Line {
  readonly font: string;
  readonly text: string;
}

interface Fitted {
  readonly width: number;
  readonly size: number;
  readonly line: Line;
}

const KEPT = 256;
/** By text, and then by looking: a key of all three would be a new text in each frame. */
const fitted = new Map<string, Fitted[]>();
/** Letters smaller than this are not read from a sofa; then the text ends with three dots. */
const LEAST = 0.7;

const fontOf = (size: number): string => `800 ${size}px system-ui, sans-serif`;

const fit = (paint: Brush, text: string, width: number, size: number): Line => {
  paint.font = fontOf(size);
  const wide = paint.measureText(text).width;
  if (wide <= width) return { font: fontOf(size), text };
  const smaller = Math.max(Math.floor(size * LEAST), Math.floor((size * width) / wide));
  paint.font = fontOf(smaller);
  const characters = [...text];
  let kept = text;
  while (characters.length > 0 && paint.measureText(kept).width > width) {
    characters.pop();
    kept = `${characters.join('').trimEnd()}…`;
  }
  return { font: fontOf(smaller), text: kept };
};

/**
 * @returns font and text of a line that is no wider than `width`: as it is, or in smaller letters, or cut. Measured once for each text;
 * the same object for the same line.
 */
export const fitLine = (paint: Brush, text: string, width: number, size: number): Line => {
  const known = fitted.get(text);
  if (known)
    for (let i = 0; i < known.length; i += 1) {
      const one = known[i];
      if (one && one.width === width && one.size === size) return one.line;
    }
  if (fitted.size >= KEPT) fitted.clear();
  const line = fit(paint, text, width, size);
  // A text that grows and shrinks has a width for each frame: only the newest few are kept.
  fitted.set(text, [{ width, size, line }, ...(known ?? []).slice(0, 3)]);
  return line;
};

/** Writes one line, no wider than `width`, where `textAlign` and `textBaseline` say. */
export const writeLine = (
  paint: Brush,
  text: string,
  x: number,
  y: number,
  width: number,
  size: number,
): void => {
  const line = fitLine(paint, text, width, size);
  paint.font = line.font;
  paint.fillText(line.text, x, y);
};
