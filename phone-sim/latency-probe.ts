import { Measures } from './statistics.ts';

/** Round trips as a player feels them: from the input to the first state that acknowledges it. */
export class LatencyProbe {
  readonly rtt = new Measures();
  /** By sequence number, ascending. */
  readonly #sentAt = new Map<number, number>();

  sent(sequence: number, now: number): void {
    this.#sentAt.set(sequence, now);
  }

  /** A state came that has every input up to `applied` in it. */
  acknowledged(applied: number, now: number): void {
    for (const [sequence, at] of this.#sentAt) {
      if (sequence > applied) break;
      this.rtt.add(now - at);
      this.#sentAt.delete(sequence);
    }
  }

  /** Numbers begin anew. */
  reset(): void {
    this.#sentAt.clear();
  }
}
