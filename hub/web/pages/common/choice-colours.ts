import { palette } from './palette.ts';

const order = [0, 6, 2, 4, 8, 1, 5, 9] as const;

/** @returns the colour of the first, second, ... choice: the same on the phone and on the TV. */
export const choiceColour = (choice: number): string => palette[order[choice % order.length] ?? 0];

/** @returns A, B, C, ... */
export const choiceLetter = (choice: number): string => String.fromCharCode(65 + choice);
