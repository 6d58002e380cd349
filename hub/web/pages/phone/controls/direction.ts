/** @returns in which of so many directions (x, y) lies: 0 is up, then clockwise; y points down. */
export const directionOf = (x: number, y: number, ways: 4 | 8): number => {
  const turn = Math.atan2(x, -y) / (2 * Math.PI);
  return (Math.round(turn * ways) + ways) % ways;
};
