import type { Moment, Reel } from './reel.ts';

const JUMP_MS = 5_000;
/** How fast the terminal may show a match, forward; backward it is the same. */
const terminalSpeeds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** What somebody at the keyboard or a remote control wants. */
export type Wish =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'stepBack'
  | 'stepForward'
  | 'faster'
  | 'slower'
  | 'reverse'
  | 'begin'
  | 'end';

/** What a player needs of a match. */
type Film = Pick<Reel, 'length' | 'endMs' | 'msAt' | 'at'>;

/** Where in a match the viewer is. Knows no clock and no keyboard: time and wishes come in. */
export class Player {
  readonly #film: Film;
  /** Backward the fastest first, then forward the slowest first. */
  readonly #speeds: readonly number[];
  #ms = 0;
  #speed: number;
  #isPlaying = true;

  /** @param speeds forward, ascending. */
  constructor(film: Film, speed: number, speeds: readonly number[] = terminalSpeeds) {
    this.#film = film;
    this.#speed = speed;
    this.#speeds = [...speeds.map((one) => -one).reverse(), ...speeds];
  }

  get endMs(): number {
    return this.#film.endMs;
  }

  get ms(): number {
    return this.#ms;
  }

  /** Times as fast as it was; below 0 backward. */
  get speed(): number {
    return this.#speed;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  get index(): number {
    let [low, high] = [0, this.#film.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#film.msAt(middle) <= this.#ms) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The state that is shown. */
  get moment(): Moment {
    return this.#film.at(this.index);
  }

  /** Lets `ms` of the viewer's time pass. */
  advance(ms: number): void {
    if (!this.#isPlaying) return;
    this.seek(this.#ms + ms * this.#speed);
    if (this.#ms === (this.#speed > 0 ? this.endMs : 0)) this.#isPlaying = false;
  }

  /** Goes to a time, or to the end that is nearer to it. */
  seek(ms: number): void {
    this.#ms = Math.max(0, Math.min(this.endMs, ms));
  }

  wish(wish: Wish): void {
    switch (wish) {
      case 'toggle':
        return this.#toggle();
      case 'back':
        return this.seek(this.#ms - JUMP_MS);
      case 'forward':
        return this.seek(this.#ms + JUMP_MS);
      case 'begin':
        return this.seek(0);
      case 'end':
        return this.seek(this.endMs);
      case 'faster':
        this.#speed = this.#speeds.find((one) => one > this.#speed) ?? this.#speed;
        return;
      case 'slower':
        this.#speed = this.#speeds.findLast((one) => one < this.#speed) ?? this.#speed;
        return;
      case 'reverse':
        this.#speed = -this.#speed;
        return;
      case 'stepBack':
        return this.#step(-1);
      case 'stepForward':
        return this.#step(1);
    }
  }

  /** At the end that it goes to, it begins again at the other. */
  #toggle(): void {
    const [from, to] = this.#speed > 0 ? [0, this.endMs] : [this.endMs, 0];
    if (!this.#isPlaying && this.#ms === to) this.#ms = from;
    this.#isPlaying = !this.#isPlaying;
  }

  #step(by: number): void {
    this.#isPlaying = false;
    this.#ms = this.#film.msAt(Math.max(0, Math.min(this.index + by, this.#film.length - 1)));
  }
}
