/** Two states and how far the screen is from the first to the second, 0..1. */
export interface Moment<View> {
  readonly from: View;
  readonly to: View;
  readonly share: number;
}

interface Stamped<View> {
  readonly at: number;
  readonly view: View;
}

/** States kept; the screen is never farther behind than a few. */
const KEPT = 8;
/** How strongly a state's own arrival corrects the even beat that is assumed. */
const CORRECTION = 0.12;
/** States this many ticks off the beat start a new one: the match stood still meanwhile. */
const LOST_BEAT = 4;
/** How far the screen is behind the newest state, in ticks: enough for the next one to be there in time, mostly. */
const BEHIND = 1.35;

/**
 * States as they come, to be drawn at any time between them. They leave the hub at an even beat and arrive unevenly, so each is
 * put on the beat rather than where it happened to arrive. Times are milliseconds of one clock.
 */
export class Timeline<View> {
  readonly #tickMs: number;
  #states: Stamped<View>[] = [];

  /** @param tickMs 0 for games that have no beat: then the newest state is shown as it is. */
  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  push(view: View, now: number): void {
    const last = this.#states.at(-1);
    let at = now;
    if (last && this.#tickMs > 0) {
      const due = last.at + this.#tickMs;
      if (Math.abs(now - due) < LOST_BEAT * this.#tickMs) at = due + (now - due) * CORRECTION;
    }
    this.#states.push({ at, view });
    if (this.#states.length > KEPT) this.#states.shift();
  }

  /** @returns what to draw now; undefined before the first state. */
  at(now: number): Moment<View> | undefined {
    const newest = this.#states.at(-1);
    if (!newest) return undefined;
    const when = now - BEHIND * this.#tickMs;
    const after = this.#states.findIndex(({ at }) => at > when);
    const to = after < 0 ? newest : this.#states[after];
    const from = after <= 0 ? to : this.#states[after - 1];
    if (!to || !from || to === from) return { from: newest.view, to: newest.view, share: 1 };
    return { from: from.view, to: to.view, share: (when - from.at) / (to.at - from.at) };
  }
}
