/** Where a match stands. Plain data: keep it in the state. */
export interface Phase<Name extends string> {
  readonly name: Name;
  /** Ticks left, 0 for a phase without end. */
  readonly left: number;
}

/** A phase ends after its ticks and `next` comes; without ticks it lasts until the game says otherwise. */
type PhaseTable<Name extends string> = Readonly<
  Record<Name, { readonly ticks: number; readonly next: Name } | { readonly ticks?: never }>
>;

/** A small machine: `ready` for 30 ticks, then `play` until the game says so, and so on. */
export interface Phases<Name extends string> {
  /** Goes to a phase; `ticks` instead of those of the table. */
  go(name: Name, ticks?: number): Phase<Name>;
  /** One tick. @returns the same object while nothing can end; `name` differs from the one before exactly when a phase begins. */
  tick(phase: Phase<Name>): Phase<Name>;
}

/** @param table every phase with its time and what comes then. */
export const phases = <const Name extends string>(
  table: PhaseTable<NoInfer<Name>> & Record<Name, unknown>,
): Phases<Name> => {
  const go = (name: Name, ticks: number = table[name].ticks ?? 0): Phase<Name> => ({
    name,
    left: Math.max(0, ticks),
  });
  return {
    go,
    tick: (phase) => {
      const row = table[phase.name];
      if (phase.left === 0) return phase;
      if (phase.left > 1) return { ...phase, left: phase.left - 1 };
      return row.ticks === undefined ? { ...phase, left: 0 } : go(row.next);
    },
  };
};
