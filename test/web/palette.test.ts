import { describe, expect, it } from 'vitest';
import { colourOf, ground, palette } from '../../hub/web/pages/common/palette.ts';
import { COLOURS } from '../../protocol/room-view.ts';

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = channels(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

/** Place in the Oklab colour space (Ottosson 2020), where distances are as people see them. */
const oklab = (colour: string): number[] => {
  const [r = 0, g = 0, b = 0] = channels(colour);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};

describe('the colours of players', () => {
  it('are as many as the protocol counts', () => {
    expect(palette.length).toBe(COLOURS);
    expect(colourOf(COLOURS)).toBe(palette[0]);
  });

  it.each(palette)('%s stands out from the ground, and dark letters from it (WCAG AA for text)', (colour) => {
    expect(contrast(colour, ground)).toBeGreaterThan(4.5);
  });

  it('are told apart from one another', () => {
    palette.forEach((one, i) => {
      for (const other of palette.slice(i + 1)) {
        const [a, b] = [oklab(one), oklab(other)];
        const distance = Math.hypot(...a.map((value, axis) => value - (b[axis] ?? 0)));
        expect(distance, `${one} and ${other}`).toBeGreaterThan(0.055);
      }
    });
  });
});
