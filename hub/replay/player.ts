import type { Moment } from './timeline.ts';

const speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16] as const;
const JUMP_MS = 5_000;

/** What somebody at the keyboard wants. */
export type Wish =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'stepBack'
  | 'stepForward'
  | 'faster'
  | 'slower'
  | 'begin'
  | 'end';

/** Where in a match the viewer is. Knows no clock and no keyboard: time and wishes come in. */
export class Player {
  readonly #moments: readonly Moment[];
  #ms = 0;
  #speed: number;
  #isPlaying = true;

  /** @param moments at least one, in order. */
  constructor(moments: readonly Moment[], speed: number) {
    this.#moments = moments;
    this.#speed = speed;
  }

  get endMs(): number {
    return this.#moments.at(-1)?.ms ?? 0;
  }

  get speed(): number {
    return this.#speed;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  #index(): number {
    let [low, high] = [0, this.#moments.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#moments[middle]?.ms ?? 0) <= this.#ms) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The state that is shown. */
  get moment(): Moment {
    const moment = this.#moments[this.#index()];
    if (!moment) throw new Error('a match has at least one state');
    return moment;
  }

  /** Lets `ms` of the viewer's time pass. */
  advance(ms: number): void {
    if (!this.#isPlaying) return;
    this.#ms = Math.min(this.endMs, this.#ms + ms * this.#speed);
    if (this.#ms >= this.endMs) this.#isPlaying = false;
  }

  wish(wish: Wish): void {
    if (wish === 'toggle') {
      if (!this.#isPlaying && this.#ms >= this.endMs) this.#ms = 0;
      this.#isPlaying = !this.#isPlaying;
    } else if (wish === 'back') this.#ms = Math.max(0, this.#ms - JUMP_MS);
    else if (wish === 'forward') this.#ms = Math.min(this.endMs, this.#ms + JUMP_MS);
    else if (wish === 'begin') this.#ms = 0;
    else if (wish === 'end') this.#ms = this.endMs;
    else if (wish === 'faster') this.#speed = speeds.find((one) => one > this.#speed) ?? this.#speed;
    else if (wish === 'slower') this.#speed = speeds.findLast((one) => one < this.#speed) ?? this.#speed;
    else {
      this.#isPlaying = false;
      const at = this.#index() + (wish === 'stepBack' ? -1 : 1);
      this.#ms = this.#moments[Math.max(0, Math.min(at, this.#moments.length - 1))]?.ms ?? 0;
    }
  }
}
