/** Colours of the pens of a sheet, by their number: the same on the phone and on the TV. The last is the paper's own, which rubs out. */
export const penColours = [
  '#141126',
  '#d8342f',
  '#1f6fd6',
  '#1d8a4a',
  '#c77700',
  '#8a3fd1',
  '#8b5a2b',
  '#f7f4ea',
] as const;

export const paper = '#f7f4ea';

/** @returns the colour of a pen. */
export const penColour = (pen: number): string => penColours[pen % penColours.length] ?? penColours[0];

/** Width of a line as a share of the sheet; what rubs out is wider. */
export const penWidth = (pen: number): number => (penColour(pen) === paper ? 0.06 : 0.018);
