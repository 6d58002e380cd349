/** How many links there may be that have not joined. Times in milliseconds. */
export const newcomerRules = {
  /** In all, of one transport. Above it the oldest is ended for each that comes, as soon as it is old enough. */
  unjoined: 64,
  /** From one address. */
  perSource: 8,
  /** Long enough for hello and join over any network that can be played in. */
  oldMs: 3_000,
  /** The same once so great a share of all links is taken. */
  crowdedOldMs: 1_000,
  crowded: 3 / 4,
} as const;

/** What to do about a link that wants in; `end` has to go for it. */
export type Admission<L> = { readonly admitted: boolean; readonly end: L | undefined };

/** Addresses remembered as those of people who have joined. */
const KNOWN = 256;

/**
 * Keeps links that have not joined from taking the places of those that want to. Who has joined does not count here at all, and so a
 * thousand phones may come from one address; who floods with links that say nothing ends his own ones first. No refusal below three quarters
 * of all links: honest phones that come at once, by the hundreds, are as young as any stranger.
 */
export class Newcomers<L> {
  readonly #maxLinks: number;
  readonly #now: () => number;
  /** By address: links that have not joined, and since when they are there, the oldest first. */
  readonly #waiting = new Map<string, Map<L, number>>();
  readonly #sources = new Map<L, string>();
  readonly #known = new Set<string>();

  constructor(maxLinks: number, now: () => number) {
    this.#maxLinks = maxLinks;
    this.#now = now;
  }

  /** @param links all that are up, joined or not, but those being ended. */
  ask(source: string, links: number): Admission<L> {
    const { crowded, unjoined } = newcomerRules;
    const isCrowded = links >= this.#maxLinks * crowded;
    const isFull = this.#sources.size >= unjoined;
    const end =
      this.#oldestOf(source, isCrowded) ??
      (isCrowded || isFull ? this.#oldestOfMost(source, isCrowded) : undefined);
    if (end !== undefined) return { admitted: true, end };
    // Whoever has joined from there may be on the way back to a seat.
    const mayEnter = !isCrowded || !isFull || this.#known.has(source);
    return { admitted: mayEnter && links < this.#maxLinks, end };
  }

  /** A link came in. */
  add(link: L, source: string): void {
    this.#sources.set(link, source);
    const row = this.#waiting.get(source);
    if (row) row.set(link, this.#now());
    else this.#waiting.set(source, new Map([[link, this.#now()]]));
  }

  /** It joined: nobody's newcomer any more. */
  joined(link: L): void {
    const source = this.#sources.get(link);
    if (source === undefined) return;
    this.remove(link);
    this.#known.delete(source);
    this.#known.add(source);
    for (const first of this.#known) {
      if (this.#known.size <= KNOWN) break;
      this.#known.delete(first);
    }
  }

  /** It ended, or is being ended. */
  remove(link: L): void {
    const source = this.#sources.get(link);
    if (source === undefined) return;
    this.#sources.delete(link);
    const row = this.#waiting.get(source);
    row?.delete(link);
    if (row?.size === 0) this.#waiting.delete(source);
  }

  #oldestOf(source: string, isCrowded: boolean): L | undefined {
    const row = this.#waiting.get(source);
    return row && row.size >= newcomerRules.perSource ? this.#oldEnough(row, isCrowded) : undefined;
  }

  /** Of the address that has most of them. If that is another's, and has more than its share, age does not protect it. */
  #oldestOfMost(source: string, isCrowded: boolean): L | undefined {
    let most: readonly [string, Map<L, number>] | undefined;
    for (const one of this.#waiting) if (!most || one[1].size > most[1].size) most = one;
    if (!most) return undefined;
    const [whose, row] = most;
    if (whose !== source && row.size > newcomerRules.perSource) return row.keys().next().value;
    return this.#oldEnough(row, isCrowded);
  }

  #oldEnough(row: ReadonlyMap<L, number>, isCrowded: boolean): L | undefined {
    const [oldest] = row;
    if (!oldest) return undefined;
    const age = this.#now() - oldest[1];
    return age >= (isCrowded ? newcomerRules.crowdedOldMs : newcomerRules.oldMs) ? oldest[0] : undefined;
  }
}
