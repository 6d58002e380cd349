/** A map laid out as two rows in ascending order of keys. Made to be filled again and again without garbage. */
export class FlatMap<T> {
  readonly keys: number[] = [];
  readonly items: T[] = [];
  count = 0;
  #ascending = true;
  readonly #limit: number;

  /** @param limit keys are 0..limit-1. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  // One function for all maps, so that filling makes none.
  readonly #take = (item: T, key: number): void => {
    if (!Number.isInteger(key) || key < 0 || key >= this.#limit)
      throw new RangeError(`key ${key} is not an integer of 0..${this.#limit - 1}`);
    if (this.count > 0 && key < (this.keys[this.count - 1] ?? 0)) this.#ascending = false;
    this.keys[this.count] = key;
    this.items[this.count] = item;
    this.count += 1;
  };

  /** @throws RangeError for what is no Map (a list has a forEach too) and for a key out of range. */
  fill(map: ReadonlyMap<number, T>): void {
    if (!(map instanceof Map)) throw new RangeError('not a Map');
    this.count = 0;
    this.#ascending = true;
    map.forEach(this.#take);
    if (!this.#ascending) this.#sort(map);
  }

  /** A game may have set its keys in any order; here they ascend. */
  #sort(map: ReadonlyMap<number, T>): void {
    const entries = [...map].sort(([a], [b]) => a - b);
    entries.forEach(([key, item], i) => {
      this.keys[i] = key;
      this.items[i] = item;
    });
  }

  sameKeys(other: FlatMap<T>): boolean {
    if (this.count !== other.count) return false;
    for (let i = 0; i < this.count; i += 1) if (this.keys[i] !== other.keys[i]) return false;
    return true;
  }
}
