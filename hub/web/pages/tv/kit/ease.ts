/** The way from 0 to 1, for a share of the time of 0..1. */
export type Ease = (share: number) => number;

const even: Ease = (share) => share;
const soft: Ease = (share) => share * share * (3 - 2 * share);
const start: Ease = (share) => share * share * share;
const stop: Ease = (share) => 1 - (1 - share) ** 3;
/** How far it swings beyond its end. */
const BEYOND = 1.70158;
const swing: Ease = (share) => 1 + (BEYOND + 1) * (share - 1) ** 3 + BEYOND * (share - 1) ** 2;
const drop: Ease = (share) => {
  if (share < 0.5) return 4 * share * share;
  const bounce = share < 0.85 ? (share - 0.675) / 0.175 : (share - 0.925) / 0.075;
  return 1 - (share < 0.85 ? 0.2 : 0.05) * (1 - bounce * bounce);
};

/** `soft` begins and ends slowly, `start` begins slowly, `stop` ends slowly, `swing` goes beyond and comes back, `drop` falls and bounces. */
export const ease = { even, soft, start, stop, swing, drop } as const;
