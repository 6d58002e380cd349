/** Work that waits, by who asked for it: each in turn, so that a crowd behind one address keeps nobody else waiting. */
export class FairQueue<T> {
  readonly #most: number;
  /** The front one is served next. */
  readonly #bySource = new Map<string, T[]>();
  #size = 0;

  /** @param most that may wait in all. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns false if there is no room. */
  add(source: string, work: T): boolean {
    if (this.#size >= this.#most) return false;
    this.#size += 1;
    const row = this.#bySource.get(source);
    if (row) row.push(work);
    else this.#bySource.set(source, [work]);
    return true;
  }

  /** @returns the oldest of the source whose turn it is; undefined if nothing waits. */
  next(): T | undefined {
    for (const [source, row] of this.#bySource) {
      const work = row.shift();
      this.#bySource.delete(source);
      if (row.length > 0) this.#bySource.set(source, row);
      this.#size -= 1;
      return work;
    }
    return undefined;
  }
}
