/** Parts of a millisecond in which debts are counted. */
const FINE = 10;

/**
 * Lets `perSecond` through on average and `burst` at once. Time is given by the caller in whole milliseconds: all it keeps is one
 * small integer, since thousands of inputs a second ask it and a fraction would be an object of its own.
 */
export class TokenBucket {
  readonly #cost: number;
  readonly #depth: number;
  /** When all that was taken will be paid for. */
  #paidAt = 0;

  /** @param perSecond at most 10,000. */
  constructor(perSecond: number, burst: number) {
    this.#cost = Math.round((1000 * FINE) / perSecond);
    this.#depth = burst * this.#cost;
  }

  /** @returns whether `count` may pass now; if so they are taken. */
  take(now: number, count = 1): boolean {
    const from = now * FINE;
    const paidAt = Math.max(from, this.#paidAt) + Math.round(count * this.#cost);
    if (paidAt - from > this.#depth) return false;
    this.#paidAt = paidAt;
    return true;
  }

  /** One that was taken turns out not to count. */
  giveBack(): void {
    this.#paidAt -= this.#cost;
  }
}
