import type { Paint } from '../games/renderer.ts';

const SIZE = 64;
const KEPT = 64;
const discs = new Map<string, HTMLCanvasElement>();

/** A disc of light in a colour, painted once: blurring anew for each frame is what a Pi cannot do. */
const discOf = (colour: string): HTMLCanvasElement => {
  const known = discs.get(colour);
  if (known) return known;
  const disc = document.createElement('canvas');
  disc.width = SIZE;
  disc.height = SIZE;
  const paint = disc.getContext('2d');
  if (paint) {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, SIZE, SIZE);
    // Only its strength fades: a gradient from a colour to nothing would pass through grey.
    const light = paint.createRadialGradient(SIZE / 2, SIZE / 2, 0, SIZE / 2, SIZE / 2, SIZE / 2);
    light.addColorStop(0, '#000');
    light.addColorStop(1, 'transparent');
    paint.globalCompositeOperation = 'destination-in';
    paint.fillStyle = light;
    paint.fillRect(0, 0, SIZE, SIZE);
  }
  if (discs.size >= KEPT) discs.clear();
  discs.set(colour, disc);
  return disc;
};

/** Lets something shine: draw it before the thing itself. */
export const drawGlow = (
  paint: Paint,
  x: number,
  y: number,
  radius: number,
  colour: string,
  strength = 0.5,
): void => {
  paint.globalAlpha = strength;
  paint.drawImage(discOf(colour), x - radius, y - radius, 2 * radius, 2 * radius);
  paint.globalAlpha = 1;
};
