import { ByteWriter } from '../bytes/writer.ts';
import { type Input, input as inputField } from '../inputs.ts';
import { limits } from '../limits.ts';

/** Moves that wait for a number; a pad never waits twice, only the latest counts. */
export const WAITING_INPUTS = 16;
/** Room for the message id, `first` and the count in a frame of inputs; the seal's comes on top. */
const FRAME_OVERHEAD = 8;

/** Inputs `first`, `first` + 1, ... for one frame. */
export interface InputRun {
  readonly first: number;
  readonly inputs: readonly Input[];
}

const sizeOf = (value: Input): number => {
  const to = new ByteWriter(16);
  inputField.write(to, value);
  return to.length;
};

/**
 * The inputs of one session between the person and the hub (rules 3 and 5). What has a number is kept until the hub has
 * acknowledged it, and for one more window after that: a hub that came back from a crash may ask for the last of it again.
 */
export class Outbox {
  #acknowledged = 0;
  #last = 0;
  #bound = false;
  #forgotten = 0;
  readonly #kept = new Map<number, Input>();
  readonly #waiting: Input[] = [];

  /** Highest number up to which the hub has everything. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Highest number given so far. */
  get last(): number {
    return this.#last;
  }

  /** Numbered inputs that went down with a session the hub no longer knows. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Takes what a person did. @returns false if too many moves wait already: it was not taken. */
  push(input: Input): boolean {
    const before = this.#waiting.at(-1);
    if (input.kind === 'pad' && before?.kind === 'pad') this.#waiting[this.#waiting.length - 1] = input;
    else if (input.kind === 'pad' || this.#waiting.length < WAITING_INPUTS) this.#waiting.push(input);
    else return false;
    return true;
  }

  /** Gives numbers to what waits, as far as the window allows. @returns what got one. */
  number(): InputRun {
    const first = this.#last + 1;
    const inputs: Input[] = [];
    while (this.#bound && this.#last - this.#acknowledged < limits.inputWindow) {
      const input = this.#waiting.shift();
      if (!input) break;
      this.#last += 1;
      this.#kept.set(this.#last, input);
      this.#kept.delete(this.#last - 2 * limits.inputWindow);
      inputs.push(input);
    }
    return { first, inputs };
  }

  /** A state acknowledged every input up to `applied`. Older and impossible figures change nothing. */
  acknowledge(applied: number): void {
    if (applied > this.#acknowledged && applied <= this.#last) this.#acknowledged = applied;
  }

  /**
   * @returns the highest number given so far that ends in these 16 bits (rule 6.1.6), or undefined if there is none. It may be below what is
   * acknowledged: a welcome counts what the hub has, a state only what is in it.
   */
  fromLow16(low: number): number | undefined {
    const full = this.#last - ((this.#last - low) & 0xffff);
    return full >= 0 ? full : undefined;
  }

  /** A session that has had no input: numbers begin after `applied` (0), what the old session had not acknowledged is gone but for the pad as it stands. */
  startOver(applied: number): void {
    const lost = [...this.#kept].filter(([sequence]) => sequence > this.#acknowledged);
    this.#forgotten += lost.length;
    const pad = lost.at(-1)?.[1];
    if (pad?.kind === 'pad' && this.#waiting.length === 0) this.#waiting.push(pad);
    this.#begin(applied);
  }

  /** The session goes on with a hub that has everything up to `applied`. */
  resume(applied: number): void {
    this.#bound = true;
    if (applied > this.#last) {
      // Numbered by a page that is gone: go on behind it. What was numbered here meanwhile was never taken under these numbers.
      this.#renumber(applied, this.#after(this.#acknowledged));
    } else if (applied >= this.#acknowledged || this.#kept.has(applied + 1)) {
      this.#acknowledged = applied;
    } else {
      const left = this.#after(applied);
      this.#forgotten += this.#last - applied - left.length;
      this.#renumber(applied, left);
    }
  }

  /** The hub says that it has everything up to `applied`, maybe less than it once said: what came after is sent again, where it is kept. */
  rewind(applied: number): void {
    if (applied < this.#acknowledged && this.#kept.has(applied + 1)) this.#acknowledged = applied;
    else this.acknowledge(applied);
  }

  #after(sequence: number): Input[] {
    return [...this.#kept].filter(([at]) => at > sequence).map(([, input]) => input);
  }

  #renumber(applied: number, inputs: readonly Input[]): void {
    this.#begin(applied);
    for (const input of inputs) {
      this.#last += 1;
      this.#kept.set(this.#last, input);
    }
  }

  #begin(applied: number): void {
    this.#bound = true;
    this.#kept.clear();
    this.#acknowledged = applied;
    this.#last = applied;
  }

  /**
   * What a link has still to carry, cut into frames.
   * @param sentUpTo highest number that went out on that link.
   */
  runsAfter(sentUpTo: number): InputRun[] {
    const runs: InputRun[] = [];
    const last = Math.min(this.#last, this.#acknowledged + limits.inputWindow);
    let at = Math.max(sentUpTo, this.#acknowledged) + 1;
    while (at <= last) {
      const first = at;
      const inputs: Input[] = [];
      let size = FRAME_OVERHEAD;
      for (; at <= last && inputs.length < limits.inputsPerFrame; at += 1) {
        const input = this.#kept.get(at);
        if (!input) throw new Error(`input ${at} is not kept`);
        size += sizeOf(input);
        if (size > limits.frameFromPhone - limits.sealBytes) break;
        inputs.push(input);
      }
      runs.push({ first, inputs });
    }
    return runs;
  }
}
