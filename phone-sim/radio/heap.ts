/** A binary min-heap. Equal keys come out in the order they went in, which is what makes a run repeatable. */
export class Heap<T> {
  readonly #items: { key: number; order: number; value: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#items.length;
  }

  /** The smallest key, or undefined when empty. */
  peekKey(): number | undefined {
    return this.#items[0]?.key;
  }

  peek(): T | undefined {
    return this.#items[0]?.value;
  }

  push(key: number, value: T): void {
    const items = this.#items;
    const added = { key, order: this.#order++, value };
    let index = items.length;
    items.push(added);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (!above || !before(added, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = added;
  }

  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (!top || !last || items.length === 0) return top?.value;
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const right = left + 1;
      let child = left;
      const l = items[left];
      const r = items[right];
      if (!l) break;
      let least = l;
      if (r && before(r, l)) {
        child = right;
        least = r;
      }
      if (!before(least, last)) break;
      items[index] = least;
      index = child;
    }
    items[index] = last;
    return top.value;
  }
}

function before(a: { key: number; order: number }, b: { key: number; order: number }): boolean {
  return a.key < b.key || (a.key === b.key && a.order < b.order);
}
