import terminals from 'partyline:house/terminals';
import { partOf } from '../games/folder.ts';
import type { TextField } from '../games/terminal.ts';

/** Characters of the field as it is drawn. */
export const FIELD = { width: 64, height: 20 } as const;

const seatLetter = (seat: number): string => (seat < 26 ? String.fromCharCode(65 + seat) : 'o');

/** A field of text that things are put on. */
class Canvas implements TextField {
  readonly height = FIELD.height;
  readonly #rows: string[][] = Array.from({ length: FIELD.height }, () =>
    Array<string>(FIELD.width).fill(' '),
  );

  put(x: number, y: number, character: string): void {
    const row = this.#rows[Math.min(FIELD.height - 1, Math.floor(y * FIELD.height))];
    const column = Math.min(FIELD.width - 1, Math.floor(x * FIELD.width));
    if (row && x >= 0 && column in row) row[column] = character;
  }

  seat(x: number, y: number, seat: number): void {
    this.put(x, y, seatLetter(seat));
  }

  lines(): string[] {
    const edge = '─'.repeat(FIELD.width);
    return [`┌${edge}┐`, ...this.#rows.map((row) => `│${row.join('')}│`), `└${edge}┘`];
  }
}

/** @returns the field of a game that has one, as lines; none for the others. */
export const drawField = (gameId: string, view: unknown): string[] => {
  const draw = partOf(terminals, gameId);
  if (!draw) return [];
  const canvas = new Canvas();
  draw(canvas, view as never);
  return canvas.lines();
};
