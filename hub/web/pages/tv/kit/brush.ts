/** Size of the picture that every game draws on; it is scaled to the screen. */
export const FIELD = { width: 1280, height: 720 } as const;

/** What the kit's own parts need of a canvas, so that a test can count what they draw without one. */
export interface Brush {
  fillStyle: unknown;
  globalAlpha: number;
  font: string;
  beginPath(): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  fill(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
}
