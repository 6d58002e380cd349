/** Handles of the hub's table as the README lists them; a test compares them with the real one. */
export const handles = {
  info: 12,
  control: 14,
  controlConfiguration: 15,
  player: (slot: number): number => 17 + (slot - 1) * 4,
  playerConfiguration: (slot: number): number => 18 + (slot - 1) * 4,
} as const;
