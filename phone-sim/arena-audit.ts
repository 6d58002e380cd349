import type { Input } from '../protocol/inputs.ts';
import type { SeenState } from '../protocol/state-codec.ts';

/** Arena's field and steps, as its rules say them: written again here, since an audit must not ask the audited. */
const LAST = 999;
const STEP_X = 3;
const STEP_Y = 2;

interface Place {
  readonly x: number;
  readonly y: number;
}

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(max, value));
const isInside = ({ x, y }: Place): boolean => x >= 0 && x <= LAST && y >= 0 && y <= LAST;

const stepOf = (input: Input): Place =>
  input.kind === 'pad'
    ? { x: clamp(input.axes[0], -STEP_X, STEP_X), y: clamp(input.axes[1], -STEP_Y, STEP_Y) }
    : { x: 0, y: 0 };

interface ArenaView {
  readonly players: ReadonlyMap<number, Place>;
}

/**
 * Checks exactly-once from the outside: a phone in the arena knows its own steps, and so where it must stand in the state that
 * acknowledges them. Near the edge, where the field stops steps, it cannot know and begins anew.
 */
export class ArenaAudit {
  readonly #steps = new Map<number, Place>();
  #anchor:
    | { readonly applied: number; readonly place: Place; readonly seat: number; readonly match: number }
    | undefined;
  #checked = 0;
  #lost = 0;
  #duplicated = 0;

  /** States in which the place was as it must be or not, and how many inputs that means lost or applied twice. */
  get figures(): { readonly checked: number; readonly lost: number; readonly duplicated: number } {
    return { checked: this.#checked, lost: this.#lost, duplicated: this.#duplicated };
  }

  numbered(sequence: number, input: Input): void {
    this.#steps.set(sequence, stepOf(input));
  }

  /** The session began anew: numbers too. */
  reset(): void {
    this.#anchor = undefined;
    this.#steps.clear();
  }

  state({ shared: { room, game } }: SeenState, member: number, applied: number): void {
    const seat = room.members.get(member)?.seat;
    const place = seat === undefined ? undefined : (game as ArenaView | undefined)?.players.get(seat);
    const before = this.#anchor;
    // In any phase but `playing` inputs are acknowledged and move nobody.
    if (seat === undefined || !place || room.phase !== 'playing') this.#anchor = undefined;
    else this.#anchor = { applied, place, seat, match: room.match };
    if (before && this.#anchor && before.seat === seat && before.match === room.match)
      this.#compare(before.applied, before.place, applied, this.#anchor.place);
    for (const sequence of this.#steps.keys()) {
      if (sequence > applied) break;
      this.#steps.delete(sequence);
    }
  }

  #compare(from: number, start: Place, to: number, found: Place): void {
    let expected = start;
    const steps: Place[] = [];
    for (let sequence = from + 1; sequence <= to; sequence += 1) {
      const step = this.#steps.get(sequence);
      if (!step) return;
      steps.push(step);
      expected = { x: expected.x + step.x, y: expected.y + step.y };
      if (!isInside(expected)) return;
    }
    this.#checked += 1;
    const off = { x: found.x - expected.x, y: found.y - expected.y };
    if (off.x === 0 && off.y === 0) return;
    if (steps.some((step) => step.x === off.x && step.y === off.y)) this.#duplicated += 1;
    else this.#lost += 1;
  }
}
