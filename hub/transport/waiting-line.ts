/** How many connections may wait, and what a newcomer is given. */
export interface WaitingRules {
  /** Of one address. */
  readonly perAddress: number;
  /** Of all addresses together. */
  readonly inAll: number;
  /** For so long a connection is never one too many of its address: a whole class behind one router opens its pages in the same second. */
  readonly newMs: number;
}

interface Waiting<C> {
  readonly connection: C;
  readonly address: string;
  readonly since: number;
  /** Answers that are on their way. */
  busy: number;
}

/**
 * Connections of strangers that have not become a link yet, counted per address and in all. Nobody is refused at the door: where there are
 * too many, those that have waited longest without being answered have to go, so that whoever fills the line with silence only ends
 * his own. Knows no sockets: a connection is whatever the caller calls it by its key.
 */
export class WaitingLine<C> {
  readonly #rules: WaitingRules;
  readonly #now: () => number;
  /** The oldest first. */
  readonly #all = new Map<string, Waiting<C>>();
  /** Keys of each address, the oldest first. */
  readonly #of = new Map<string, Set<string>>();

  /** @param now milliseconds on a clock that does not go back. */
  constructor(rules: WaitingRules, now: () => number) {
    this.#rules = rules;
    this.#now = now;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Who waits, the oldest first. */
  connections(): readonly C[] {
    return [...this.#all.values()].map(({ connection }) => connection);
  }

  /**
   * Takes a newcomer in.
   * @param key unique among those that wait, such as address and port.
   * @returns connections that must be ended in exchange, which are forgotten here already; the newcomer itself where all others are being answered.
   */
  enter(key: string, address: string, connection: C): readonly C[] {
    const now = this.#now();
    this.leave(key);
    this.#all.set(key, { connection, address, since: now, busy: 0 });
    const same = this.#of.get(address) ?? new Set();
    this.#of.set(address, same.add(key));
    const gone: C[] = [];
    while (same.size > this.#rules.perAddress) {
      const oldest = this.#idle(same);
      if (oldest === undefined || now - oldest.since < this.#rules.newMs) break;
      gone.push(this.#end(oldest));
    }
    while (this.#all.size > this.#rules.inAll) {
      const oldest = this.#idle(this.#all.keys());
      if (oldest === undefined) break;
      gone.push(this.#end(oldest));
    }
    return gone;
  }

  #idle(keys: Iterable<string>): (Waiting<C> & { readonly key: string }) | undefined {
    for (const key of keys) {
      const one = this.#all.get(key);
      if (one?.busy === 0) return { ...one, key };
    }
    return undefined;
  }

  #end({ key, connection }: Waiting<C> & { readonly key: string }): C {
    this.leave(key);
    return connection;
  }

  /** An answer begins (1) or has ended (-1): whoever is being answered is left in peace. */
  answering(key: string, change: 1 | -1): void {
    const one = this.#all.get(key);
    if (one) one.busy += change;
  }

  /**
   * It is gone, or has become a link and counts elsewhere.
   * @param connection the one that is meant: the end of an old one may be heard of after a new one came from the same port.
   */
  leave(key: string, connection?: C): void {
    const one = this.#all.get(key);
    if (!one || (connection !== undefined && one.connection !== connection)) return;
    this.#all.delete(key);
    const same = this.#of.get(one.address);
    same?.delete(key);
    if (same?.size === 0) this.#of.delete(one.address);
  }
}
