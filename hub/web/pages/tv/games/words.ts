import type { Paint } from './renderer.ts';

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

/** Writes text in the middle of a box, in the largest of these sizes in which it fits. */
export const writeInto = (
  paint: Paint,
  text: string,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  sizes: readonly number[],
): void => {
  paint.textAlign = 'center';
  paint.textBaseline = 'middle';
  for (const size of sizes) {
    paint.font = `800 ${size}px system-ui, sans-serif`;
    const lines = wrap(paint, text, box.width);
    const height = size * 1.2;
    if (lines.length * height > box.height && size !== sizes.at(-1)) continue;
    const top = box.y + box.height / 2 - ((lines.length - 1) * height) / 2;
    lines.forEach((line, i) => {
      paint.fillText(line, box.x + box.width / 2, top + i * height, box.width);
    });
    return;
  }
};
