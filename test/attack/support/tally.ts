import type { Stats } from './target.ts';

/** Names that a tally holds at most: what a hub answers must not grow the attacker either. */
const MOST_NAMES = 40;

/** Counts by name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    const known = this.#counts.has(name) || this.#counts.size < MOST_NAMES ? name : 'other';
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + by);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  get stats(): Stats {
    return Object.fromEntries(this.#counts);
  }
}
