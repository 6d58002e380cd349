import type { Clock } from './clock.ts';

/** Times in milliseconds. */
export const strangerRules = {
  /** A phone that comes for the first time has this long to itself: it has to find the characteristics, and then to say hello and join. */
  firstMs: 5_000,
  /** One of which nothing at all is heard has less: phones ask for the characteristics at once. */
  silentMs: 1_500,
  /** One that was here lately without joining has half of either, the next time half of that again, down to this. */
  leastMs: 250,
  rememberedMs: 60_000,
} as const;

/** Addresses remembered that came and did not join. */
const REMEMBERED = 256;

interface Stranger {
  readonly address: string;
  /** Visits in a row without joining, before this one. */
  readonly visits: number;
  readonly cameAt: number;
}

export interface StrangersOptions<L> {
  readonly clock: Clock;
  /** Nobody can come as things are: whoever wants in cannot even be heard, so somebody has to go first. */
  readonly isCrowded: () => boolean;
  readonly end: (link: L) => void;
  /** Something came from it. */
  readonly isHeard: (link: L) => boolean;
}

/**
 * Keeps phones that connect and do not join from taking all places of an adapter, of which there are few. When it is crowded they end one
 * after the other, those first that have been here most often without joining.
 */
export class Strangers<L> {
  readonly #options: StrangersOptions<L>;
  readonly #here = new Map<L, Stranger>();
  /** Ended, and not gone yet: there is a place as soon as they are. */
  readonly #ending = new Set<L>();
  readonly #before = new Map<string, { readonly visits: number; readonly until: number }>();
  #stopTimer: () => void = () => {};

  constructor(options: StrangersOptions<L>) {
    this.#options = options;
  }

  /** A link came in. */
  came(link: L, address: string): void {
    const now = this.#options.clock.now();
    const before = this.#before.get(address);
    const visits = before && before.until > now ? before.visits : 0;
    this.#here.set(link, { address, visits, cameAt: now });
    this.makeRoom();
  }

  /** It plays: no stranger any more. */
  joined(link: L): void {
    const stranger = this.#here.get(link);
    if (stranger) this.#before.delete(stranger.address);
    this.#here.delete(link);
    this.makeRoom();
  }

  /** A link is no more. */
  left(link: L): void {
    const stranger = this.#here.get(link);
    this.#here.delete(link);
    this.#ending.delete(link);
    if (stranger) this.#remember(stranger);
    this.makeRoom();
  }

  #remember({ address, visits }: Stranger): void {
    this.#before.delete(address);
    const until = this.#options.clock.now() + strangerRules.rememberedMs;
    this.#before.set(address, { visits: visits + 1, until });
    const [oldest] = this.#before.keys();
    if (this.#before.size > REMEMBERED && oldest !== undefined) this.#before.delete(oldest);
  }

  /** To be called when it may have become crowded. */
  makeRoom(): void {
    this.#stopTimer();
    const { clock, isCrowded, end } = this.#options;
    if (this.#ending.size > 0 || this.#here.size === 0 || !isCrowded()) return;
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    let chosen: L | undefined;
    let most = -1;
    for (const [link, stranger] of this.#here) {
      const due = this.#due(link, stranger);
      const { visits } = stranger;
      next = Math.min(next, due);
      if (due > now || visits <= most) continue;
      chosen = link;
      most = visits;
    }
    if (chosen === undefined) {
      this.#stopTimer = clock.setTimer(next - now, () => this.makeRoom());
      return;
    }
    this.#ending.add(chosen);
    end(chosen);
  }

  /** From when on it may be ended. */
  #due(link: L, { visits, cameAt }: Stranger): number {
    const { firstMs, silentMs, leastMs } = strangerRules;
    const ms = this.#options.isHeard(link) ? firstMs : silentMs;
    return cameAt + Math.max(leastMs, ms / 2 ** visits);
  }

  /** The adapter is no more. */
  stop(): void {
    this.#stopTimer();
    this.#here.clear();
    this.#ending.clear();
  }
}
