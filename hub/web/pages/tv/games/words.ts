import type { Paint } from './renderer.ts';

/** From line to line, in sizes of the letters. */
const LINE = 1.2;

/** @returns text in lines that fit into a width with the font that is set. */
const wrap = (paint: Paint, text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && paint.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
};

interface Fitted {
  readonly size: number;
  readonly lines: readonly string[];
}

/** To measure words takes longer than to draw them, and they are drawn sixty times a second. */
const fitted = new Map<string, Fitted>();
const KEPT = 64;

const fontOf = (size: number): string => `800 ${size}px system-ui, sans-serif`;

const fit = (paint: Paint, text: string, width: number, height: number, sizes: readonly number[]): Fitted => {
  const key = `${width} ${height} ${sizes} ${text}`;
  const known = fitted.get(key);
  if (known) return known;
  let found: Fitted = { size: 0, lines: [] };
  for (const size of sizes) {
    paint.font = fontOf(size);
    found = { size, lines: wrap(paint, text, width) };
    if (found.lines.length * size * LINE <= height) break;
  }
  if (fitted.size >= KEPT) fitted.clear();
  fitted.set(key, found);
  return found;
};

/** Writes text in the middle of a box, in the largest of these sizes in which it fits. */
export const writeInto = (
  paint: Paint,
  text: string,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  sizes: readonly number[],
): void => {
  paint.textAlign = 'center';
  paint.textBaseline = 'middle';
  const { size, lines } = fit(paint, text, box.width, box.height, sizes);
  paint.font = fontOf(size);
  const top = box.y + box.height / 2 - ((lines.length - 1) * size * LINE) / 2;
  lines.forEach((line, i) => {
    paint.fillText(line, box.x + box.width / 2, top + i * size * LINE, box.width);
  });
};
