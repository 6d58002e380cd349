/**
 * Colours of players, by the index that the protocol carries (protocol/room-view.ts). All are bright: they stand on the dark
 * ground of both pages, and dark letters stand on them; a test holds them to that, and apart from one another.
 */
export const palette = [
  '#ff5d5d',
  '#ffa51f',
  '#ffe14d',
  '#a8e05f',
  '#2fd07c',
  '#22d3c5',
  '#5cc8ff',
  '#6f9bff',
  '#b18cff',
  '#ff74d4',
  '#ffb8a8',
  '#f7f4ea',
  '#d2a26a',
  '#c3b532',
  '#d9c2ff',
  '#93a1b5',
] as const;

/** Ground of both pages, and letters on a player's colour. */
export const ground = '#141126';

/** @returns the colour of an index that came from outside. */
export const colourOf = (index: number): string => palette[index % palette.length] ?? palette[0];
