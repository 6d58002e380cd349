import { limits } from '../../../protocol/limits.ts';

/** Which link plays on which player characteristic of one adapter. */
export class Slots {
  readonly #taken = new Map<number, string>();

  get free(): number {
    return limits.slots - this.#taken.size;
  }

  /** @returns the lowest free slot, 1..16, now taken by `owner`, or the one it has; undefined when all are taken. */
  claim(owner: string): number | undefined {
    let lowest: number | undefined;
    for (let slot = 1; slot <= limits.slots; slot++) {
      const has = this.#taken.get(slot);
      if (has === owner) return slot;
      if (has === undefined) lowest ??= slot;
    }
    if (lowest !== undefined) this.#taken.set(lowest, owner);
    return lowest;
  }

  release(owner: string): void {
    for (const [slot, has] of this.#taken) if (has === owner) this.#taken.delete(slot);
  }
}
