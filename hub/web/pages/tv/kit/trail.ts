import type { Brush } from './brush.ts';
import type { Motion } from './motion.ts';

/** The tail of something that moves: its last places, in a ring that is made once. People who want less motion see none. */
export class Trail {
  readonly #motion: Motion;
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  readonly #jump: number;
  #next = 0;
  #count = 0;

  /** @param jump farther than this from one place to the next, it was put there: the tail begins anew. */
  constructor(length: number, motion: Motion, jump = 200) {
    this.#motion = motion;
    this.#x = new Float32Array(length);
    this.#y = new Float32Array(length);
    this.#jump = jump;
  }

  get count(): number {
    return this.#count;
  }

  add(x: number, y: number): void {
    const { length } = this.#x;
    const last = (this.#next + length - 1) % length;
    const far = Math.abs(x - (this.#x[last] ?? 0)) + Math.abs(y - (this.#y[last] ?? 0));
    if (this.#count > 0 && far > this.#jump) this.#count = 0;
    this.#x[this.#next] = x;
    this.#y[this.#next] = y;
    this.#next = (this.#next + 1) % length;
    this.#count = Math.min(length, this.#count + 1);
  }

  clear(): void {
    this.#count = 0;
  }

  /** @param radius at its head; it fades and narrows to the end. */
  draw(paint: Brush, colour: string, radius: number): void {
    if (this.#motion.isReduced) return;
    const { length } = this.#x;
    paint.fillStyle = colour;
    for (let i = 0; i < this.#count; i += 1) {
      const share = (i + 1) / this.#count;
      const at = (this.#next - this.#count + i + length) % length;
      paint.globalAlpha = 0.35 * share;
      paint.beginPath();
      paint.arc(this.#x[at] ?? 0, this.#y[at] ?? 0, radius * (0.3 + 0.7 * share), 0, 2 * Math.PI);
      paint.fill();
    }
    paint.globalAlpha = 1;
  }
}
