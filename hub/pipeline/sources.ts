import { rates } from './rates.ts';
import { TokenBucket } from './token-bucket.ts';

/** More members than this that have gone make no wait longer: a school's address may lose all at once, and they come back. */
const MOST_PARTED = rates.partedAtOnce + 20;

/** Names whose budget of chat is remembered for each address. */
const NAMES = 64;

/** Where links come from: an IP address, the address of a radio. What is counted against guessing and flooding is counted here. */
export class Source {
  /** As `Link.source` says; empty for this process itself, which is not bounded. */
  readonly key: string;
  /** Links that are up. */
  links = 0;
  /** Wrong codes that are not forgotten, as of `wrongAt`. */
  wrong = 0;
  wrongAt = 0;
  #talk: TokenBucket | undefined;
  #proofs: TokenBucket | undefined;
  readonly #talks = new Map<string, TokenBucket>();
  /** Members gone that are not forgotten, as of `#partedAt`. */
  #parted = 0;
  #partedAt = 0;

  constructor(key: string) {
    this.key = key;
  }

  #partedBy(now: number): number {
    return Math.max(0, this.#parted - ((now - this.#partedAt) / 1000) * rates.partedPerSecond);
  }

  /** A member from here has left, or its last link has ended. */
  parted(now: number): void {
    this.#parted = Math.min(MOST_PARTED, this.#partedBy(now) + 1);
    this.#partedAt = now;
  }

  /** One whose link had ended is back. */
  returned(now: number): void {
    this.#parted = Math.max(0, this.#partedBy(now) - 1);
    this.#partedAt = now;
  }

  /**
   * @returns milliseconds until somebody may join from here; 0 for now. Not joins are counted but members that have gone: a thousand phones
   * that stay may come from one address, and one that comes and goes may not go on doing so.
   */
  joinsIn(now: number): number {
    if (this.key === '') return 0;
    const over = this.#partedBy(now) - rates.partedAtOnce;
    return over < 0 ? 0 : Math.floor((over / rates.partedPerSecond) * 1000) + 1;
  }

  /** @returns whether a handshake from here may be reckoned. A thousand phones that join one after the other may; so it is given back to whoever {@link proved}. */
  mayProve(now: number): boolean {
    if (this.key === '') return true;
    this.#proofs ??= new TokenBucket(rates.proofsPerSecond, rates.proofsAtOnce);
    return this.#proofs.take(now);
  }

  /** A handshake that was reckoned was a rightful one. */
  proved(): void {
    this.#proofs?.giveBack();
  }

  /** @returns the budget of chat of somebody of this name: the same one as before, if it has been here. */
  talkOf(name: string): TokenBucket {
    const known = this.#talks.get(name);
    if (known) return known;
    const talk = new TokenBucket(rates.talkPerSecond, rates.talkAtOnce);
    this.#talks.set(name, talk);
    const [oldest] = this.#talks.keys();
    if (this.#talks.size > NAMES && oldest !== undefined) this.#talks.delete(oldest);
    return talk;
  }

  /** @returns whether so much chat may pass from this address, whoever says it. */
  mayTalk(now: number, cost: number): boolean {
    if (this.key === '') return true;
    this.#talk ??= new TokenBucket(rates.addressTalkPerSecond, rates.addressTalkAtOnce);
    return this.#talk.take(now, cost);
  }
}

/** Sources without a link that are remembered: more than a house has, and nothing to fill a memory with. */
const REMEMBERED = 512;

/** All that links have come from lately. Who has no link is forgotten, the one that was seen first before all others, when there are too many. */
export class Sources {
  readonly #all = new Map<string, Source>();
  #idle = 0;

  /** A link came up. */
  opened(key: string): Source {
    const known = this.#all.get(key);
    if (known?.links === 0) this.#idle -= 1;
    const source = known ?? new Source(key);
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
