/** Where links come from: an IP address, the address of a radio. What is counted against guessing and flooding is counted here. */
export interface Source {
  /** As `Link.source` says; empty for this process itself. */
  readonly key: string;
  /** Links that are up. */
  links: number;
  /** Wrong codes that are not forgotten, as of `wrongAt`. */
  wrong: number;
  wrongAt: number;
}

/** Sources without a link that are remembered: more than a house has, and nothing to fill a memory with. */
const REMEMBERED = 512;

/** All that links have come from lately. Who has no link is forgotten, the one that was seen first before all others, when there are too many. */
export class Sources {
  readonly #all = new Map<string, Source>();
  #idle = 0;

  get size(): number {
    return this.#all.size;
  }

  /** A link came up. */
  opened(key: string): Source {
    const known = this.#all.get(key);
    if (known?.links === 0) this.#idle -= 1;
    const source = known ?? { key, links: 0, wrong: 0, wrongAt: 0 };
    source.links += 1;
    this.#all.set(key, source);
    return source;
  }

  /** A link ended. */
  closed(source: Source): void {
    source.links -= 1;
    if (source.links > 0) return;
    // To the end of the row: it was seen last.
    this.#all.delete(source.key);
    this.#all.set(source.key, source);
    this.#idle += 1;
    if (this.#idle <= REMEMBERED) return;
    for (const one of this.#all.values()) {
      if (one.links > 0) continue;
      this.#all.delete(one.key);
      this.#idle -= 1;
      return;
    }
  }
}
