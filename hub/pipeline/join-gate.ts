/** How guessing of the join code is slowed down: one count for the whole hub, since addresses can be changed at will. */
export const gateRules = {
  /** Wrong codes that cost nothing: people mistype. */
  freeTries: 5,
  firstPauseMs: 1_000,
  longestPauseMs: 30_000,
  /** One wrong code is forgotten in each such time without another. */
  forgetMs: 60_000,
} as const;

export type GateAnswer =
  | { readonly pass: true }
  | { readonly pass: false; readonly error: 'wrongCode' | 'tooManyAttempts'; readonly retryMs: number };

/**
 * Checks join codes. Past the free tries each wrong code doubles the pause in which every code is refused, the right one too:
 * else guessing would simply go on. With four digits and 30 s a pause, trying all codes takes days.
 */
export class JoinGate {
  readonly #code: string | undefined;
  #wrong = 0;
  #lastWrong = 0;
  #closedUntil = 0;

  /** @param code undefined opens the gate to everybody. */
  constructor(code: string | undefined) {
    this.#code = code;
  }

  get codeNeeded(): boolean {
    return this.#code !== undefined;
  }

  /** @param now milliseconds on any clock that does not go back. */
  try(code: string, now: number): GateAnswer {
    if (this.#code === undefined) return { pass: true };
    if (now < this.#closedUntil)
      return { pass: false, error: 'tooManyAttempts', retryMs: Math.ceil(this.#closedUntil - now) };
    if (code === this.#code) return { pass: true };
    const forgotten = Math.floor((now - this.#lastWrong) / gateRules.forgetMs);
    this.#wrong = Math.max(0, this.#wrong - forgotten) + 1;
    this.#lastWrong = now;
    const over = this.#wrong - gateRules.freeTries;
    const pause = over < 0 ? 0 : Math.min(gateRules.longestPauseMs, gateRules.firstPauseMs * 2 ** over);
    this.#closedUntil = now + pause;
    return { pass: false, error: 'wrongCode', retryMs: pause };
  }
}
