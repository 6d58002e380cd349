import type { LinkKind } from '../protocol/links.ts';
import { Measures } from './statistics.ts';

/** How a phone changes its radio: the old link is gone first, or both are up for a moment. */
export type ChangeKind = 'cold' | 'warm';

/** Gaps of the changes from one radio to another. */
export interface DirectionGaps {
  readonly from: LinkKind;
  readonly to: LinkKind;
  readonly cold: Measures;
  readonly warm: Measures;
}

interface Change {
  readonly how: ChangeKind;
  readonly from: LinkKind;
  readonly to: LinkKind;
  /** Links with higher numbers are new ones. */
  readonly lastLink: number;
}

/**
 * What a player sees of a change of radio: milliseconds from the last new state before it to the first new one over the new link. A state that
 * comes twice counts once. Only while the match ticks: in the lobby and the countdown no state for a second is no gap.
 */
export class GapWatch {
  readonly cold = new Measures();
  readonly warm = new Measures();
  /** Gaps less the time from tick to tick, which passes between two states without any change too; below 0 where the new radio is the faster one. */
  readonly excess = { cold: new Measures(), warm: new Measures() };
  readonly #directions = new Map<string, DirectionGaps>();
  #change: Change | undefined;
  #lastAt = 0;
  #lastTickMs = 0;

  get directions(): readonly DirectionGaps[] {
    return [...this.#directions.values()];
  }

  /** A change begins. One that has not come to an end yet goes on as part of this one. */
  begins(change: Change): void {
    this.#change = change;
  }

  /** A new state came. @param tickMs time from tick to tick, 0 while nothing ticks. */
  state(linkId: number, now: number, tickMs: number): void {
    const change = this.#change;
    if (change && linkId > change.lastLink) {
      this.#change = undefined;
      if (tickMs > 0 && this.#lastTickMs > 0) this.#add(change, now - this.#lastAt, tickMs);
    }
    this.#lastAt = now;
    this.#lastTickMs = tickMs;
  }

  #add({ how, from, to }: Change, gap: number, tickMs: number): void {
    const name = `${from} ${to}`;
    const direction = this.#directions.get(name) ?? { from, to, cold: new Measures(), warm: new Measures() };
    this.#directions.set(name, direction);
    direction[how].add(gap);
    this[how].add(gap);
    this.excess[how].add(gap - tickMs);
  }
}
