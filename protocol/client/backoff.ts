/** Waiting times between attempts, in milliseconds. */
export const backoffRules = { firstMs: 250, capMs: 8_000 } as const;

/**
 * Exponential waiting with jitter: half of the time is fixed, half is chance, so that a room full of phones does not come back as one.
 * The first attempt after a success is immediate.
 */
export class Backoff {
  readonly #random01: () => number;
  #failures = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(random01: () => number) {
    this.#random01 = random01;
  }

  /** When the next attempt may begin. */
  get notBefore(): number {
    return this.#notBefore;
  }

  failed(now: number): void {
    const full = Math.min(backoffRules.capMs, backoffRules.firstMs * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    this.#notBefore = now + full / 2 + (full / 2) * this.#random01();
  }

  /** Waits at least until `at`, for a hub that named a time. */
  holdUntil(at: number): void {
    this.#notBefore = Math.max(this.#notBefore, at);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#notBefore = Number.NEGATIVE_INFINITY;
  }
}
