import { Tally } from './tally.ts';
import { onlyLoopback, type Target } from './target.ts';

/** The addresses that a flood calls from, in turn, and what it counts. */
export class Callers {
  readonly tally = new Tally();
  readonly #sources: readonly string[];
  #calls = 0;

  constructor(target: Target) {
    this.#sources = onlyLoopback(target).sources;
  }

  next(): string {
    this.#calls += 1;
    const source = this.#sources[this.#calls % this.#sources.length];
    if (source === undefined) throw new RangeError('an attacker needs an address to call from');
    return source;
  }
}
