import { ProtocolError } from '../../protocol/errors.ts';
import type { Input } from '../../protocol/inputs.ts';
import { limits } from '../../protocol/limits.ts';

/** An input with its place in the row of one session's inputs. */
export interface NumberedInput {
  readonly sequence: number;
  readonly input: Input;
}

/**
 * Makes one gapless row out of inputs that may come twice, over two links, or with a gap that a later frame fills
 * (SPEC.md section 10, rule 5). Holds at most `limits.inputWindow` inputs that wait for a gap.
 */
export class InputOrder {
  #accepted: number;
  /** Those that wait for a gap to be filled; nearly always there are none. */
  #early: Map<number, Input> | undefined;
  #duplicates = 0;

  constructor(accepted = 0) {
    this.#accepted = accepted;
  }

  /** Highest sequence number up to which nothing is missing. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Inputs dropped because they had been here before. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /**
   * @param first sequence number of `inputs[0]`; numbers start at 1.
   * @returns those that are now in order, each exactly once in the life of the session.
   * @throws ProtocolError `inputGap` if one is so far ahead that it cannot be kept, `badFrame` for number 0.
   */
  accept(first: number, inputs: readonly Input[]): NumberedInput[] {
    if (first === 0) throw new ProtocolError('badFrame', 'input sequence numbers start at 1');
    if (first + inputs.length - 1 > this.#accepted + limits.inputWindow) {
      throw new ProtocolError('inputGap', `input ${first} after ${this.#accepted}`);
    }
    // Nearly always: the next ones, and nothing waits.
    if (first === this.#accepted + 1 && !this.#early) {
      this.#accepted += inputs.length;
      return inputs.map((input, i) => ({ sequence: first + i, input }));
    }
    const early = this.#early ?? new Map<number, Input>();
    inputs.forEach((input, i) => {
      const sequence = first + i;
      if (sequence <= this.#accepted || early.has(sequence)) this.#duplicates += 1;
      else early.set(sequence, input);
    });
    const ready: NumberedInput[] = [];
    for (let input = early.get(this.#accepted + 1); input; input = early.get(this.#accepted + 1)) {
      this.#accepted += 1;
      early.delete(this.#accepted);
      ready.push({ sequence: this.#accepted, input });
    }
    this.#early = early.size > 0 ? early : undefined;
    return ready;
  }
}
