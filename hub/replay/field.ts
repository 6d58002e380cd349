/** Characters of the field as it is drawn. */
export const FIELD = { width: 64, height: 20 } as const;

/** A field of text that things are put on. */
class Canvas {
  readonly #rows: string[][] = Array.from({ length: FIELD.height }, () =>
    Array<string>(FIELD.width).fill(' '),
  );

  /** `x` and `y` as shares of the field, 0 to 1. Things beside the field are left out. */
  put(x: number, y: number, character: string): void {
    const row = this.#rows[Math.min(FIELD.height - 1, Math.floor(y * FIELD.height))];
    const column = Math.min(FIELD.width - 1, Math.floor(x * FIELD.width));
    if (row && x >= 0 && column in row) row[column] = character;
  }

  lines(): string[] {
    const edge = '─'.repeat(FIELD.width);
    return [`┌${edge}┐`, ...this.#rows.map((row) => `│${row.join('')}│`), `└${edge}┘`];
  }
}

type Draw = (canvas: Canvas, view: never) => void;

interface Place {
  readonly x: number;
  readonly y: number;
}

const seatLetter = (seat: number): string => (seat < 26 ? String.fromCharCode(65 + seat) : 'o');

const pong = (
  canvas: Canvas,
  view: { readonly ball: Place; readonly left: number; readonly right: number },
): void => {
  for (let i = 0; i < FIELD.height; i += 2) canvas.put(0.5, i / FIELD.height, '┊');
  for (const [x, middle] of [
    [0.02, view.left],
    [0.97, view.right],
  ] as const)
    for (let offset = -60; offset <= 60; offset += 30) canvas.put(x, (middle + offset) / 720, '█');
  canvas.put(view.ball.x / 1280, view.ball.y / 720, '●');
};

const arena = (canvas: Canvas, view: { readonly players: ReadonlyMap<number, Place> }): void => {
  for (const [seat, { x, y }] of view.players) canvas.put(x / 1000, y / 1000, seatLetter(seat));
};

interface Rider extends Place {
  readonly alive: boolean;
  readonly trail: readonly Place[];
}

const cycles = (canvas: Canvas, view: { readonly riders: ReadonlyMap<number, Rider> }): void => {
  for (const [seat, { x, y, alive, trail }] of view.riders) {
    if (!alive) continue;
    const corners = [...trail, { x, y }];
    corners.forEach((to, i) => {
      const from = corners[i - 1] ?? to;
      const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
      for (let s = 0; s <= steps; s += 1)
        canvas.put(
          (from.x + ((to.x - from.x) * s) / steps) / 96,
          (from.y + ((to.y - from.y) * s) / steps) / 54,
          '·',
        );
    });
    canvas.put(x / 96, y / 54, seatLetter(seat));
  }
};

const draws: Readonly<Record<string, Draw>> = { pong, arena, cycles };

/** @returns the field of a game that has one, as lines; none for the others. */
export const drawField = (gameId: string, view: unknown): string[] => {
  const draw = draws[gameId];
  if (!draw) return [];
  const canvas = new Canvas();
  draw(canvas, view as never);
  return canvas.lines();
};
