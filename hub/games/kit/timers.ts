/** Ticks that are left, by name. Keep it in the state; a tick is the only clock of a game. */
export type Timers<Name> = ReadonlyMap<Name, number>;

export const noTimers = <Name>(): Timers<Name> => new Map();

/** @returns so many seconds in ticks, at least one. */
export const ticksOf = (seconds: number, tickMs: number): number =>
  Math.max(1, Math.round((seconds * 1_000) / tickMs));

/** @returns the seconds to show for ticks that are left: 1 until the last tick is over, then 0. */
export const secondsOf = (ticks: number, tickMs: number): number => Math.ceil((ticks * tickMs) / 1_000);

/** @returns timers of which one rings after so many ticks, whatever was left of it; 0 or less stops it. */
export const withTimer = <Name>(timers: Timers<Name>, name: Name, ticks: number): Timers<Name> => {
  const next = new Map(timers);
  if (ticks > 0) next.set(name, ticks);
  else next.delete(name);
  return next;
};

/** @returns the ticks until it rings, 0 if it does not run. */
export const ticksLeft = <Name>(timers: Timers<Name>, name: Name): number => timers.get(name) ?? 0;

/** One tick for all. @returns the timers that still run, and the names of those that ring now, in the order in which they were set. */
export const tickTimers = <Name>(
  timers: Timers<Name>,
): { readonly timers: Timers<Name>; readonly rung: readonly Name[] } => {
  if (timers.size === 0) return { timers, rung: [] };
  const left = [...timers].map(([name, ticks]) => [name, ticks - 1] as const);
  return {
    timers: new Map(left.filter(([, ticks]) => ticks > 0)),
    rung: left.flatMap(([name, ticks]) => (ticks > 0 ? [] : [name])),
  };
};
