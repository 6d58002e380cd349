import type { SharedState } from '../protocol/state-codec.ts';

import { isSameContent } from './shared-decoding.ts';

/** Ticks remembered: far more than two phones of one room are ever apart. */
const REMEMBERED = 2_048;

/**
 * Compares what phones saw at the same tick. States must come from one `SharedDecoding`.
 * One of these for all phones of a process.
 */
export class Divergence {
  /** By epoch and tick. */
  readonly #seen = new Map<number, SharedState>();
  readonly #divergent = new Set<number>();

  /** Ticks for which two phones decoded different public states. */
  get ticks(): number {
    return this.#divergent.size;
  }

  saw(epoch: number, tick: number, shared: SharedState): void {
    const key = epoch * 2 ** 32 + tick;
    const before = this.#seen.get(key);
    if (before) {
      if (!isSameContent(before, shared)) this.#divergent.add(key);
      return;
    }
    this.#seen.set(key, shared);
    if (this.#seen.size <= REMEMBERED) return;
    for (const oldest of this.#seen.keys()) {
      this.#seen.delete(oldest);
      return;
    }
  }
}
