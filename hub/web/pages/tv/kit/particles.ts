import type { Brush } from './brush.ts';
import type { Motion } from './motion.ts';
import { STEP_SECONDS } from './steps.ts';

/** What a burst is made of. Places of the field, seconds, places a second. */
export interface Burst {
  readonly count: number;
  readonly colour: string;
  readonly size?: number;
  readonly seconds?: number;
  readonly speed?: number;
  /** Of the middle of the fan, in radians, 0 to the right and a quarter down. */
  readonly angle?: number;
  /** How wide the fan is, in radians; all around without it. */
  readonly spread?: number;
  /** Places a second, each second: down. */
  readonly gravity?: number;
  /** Share of the speed that is lost in a second. */
  readonly drag?: number;
}

const COLOURS = 64;

/**
 * Sparks, smoke, confetti: at most so many at once, in arrays that are made once. When all are in use, new ones are left out; what flies
 * is seen to its end. People who want less motion see a fifth of them, which stay where they are and fade.
 */
export class Particles {
  readonly capacity: number;
  readonly #motion: Motion;
  readonly #random01: () => number;
  #count = 0;
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  readonly #speedX: Float32Array;
  readonly #speedY: Float32Array;
  readonly #size: Float32Array;
  readonly #gravity: Float32Array;
  readonly #kept: Float32Array;
  readonly #age: Float32Array;
  readonly #life: Float32Array;
  readonly #colour: Uint8Array;
  readonly #colours: string[] = [];

  constructor(capacity: number, motion: Motion, random01: () => number = Math.random) {
    this.capacity = capacity;
    this.#motion = motion;
    this.#random01 = random01;
    const numbers = (): Float32Array => new Float32Array(capacity);
    this.#x = numbers();
    this.#y = numbers();
    this.#speedX = numbers();
    this.#speedY = numbers();
    this.#size = numbers();
    this.#gravity = numbers();
    this.#kept = numbers();
    this.#age = numbers();
    this.#life = numbers();
    this.#colour = new Uint8Array(capacity);
  }

  /** How many there are now. */
  get count(): number {
    return this.#count;
  }

  /** @returns how many of the burst found room. */
  burst(x: number, y: number, of: Burst): number {
    const still = this.#motion.isReduced;
    const wanted = still ? Math.ceil(of.count / 5) : of.count;
    const count = Math.min(wanted, this.capacity - this.#count);
    const colour = this.#colourNumber(of.colour);
    const { size = 5, seconds = 0.7, speed = 260, angle = 0, spread = 2 * Math.PI } = of;
    const { gravity = 0, drag = 0.6 } = of;
    for (let n = 0; n < count; n += 1) {
      const i = this.#count;
      this.#count += 1;
      const direction = angle + (this.#random01() - 0.5) * spread;
      const fast = still ? 0 : speed * (0.35 + 0.65 * this.#random01());
      const off = still ? size * 3 : 0;
      this.#x[i] = x + off * Math.cos(direction);
      this.#y[i] = y + off * Math.sin(direction);
      this.#speedX[i] = fast * Math.cos(direction);
      this.#speedY[i] = fast * Math.sin(direction);
      this.#size[i] = size * (0.5 + this.#random01());
      this.#gravity[i] = still ? 0 : gravity;
      this.#kept[i] = (1 - Math.min(0.999, drag)) ** STEP_SECONDS;
      this.#age[i] = 0;
      this.#life[i] = seconds * (0.6 + 0.4 * this.#random01());
      this.#colour[i] = colour;
    }
    return count;
  }

  step(): void {
    for (let i = 0; i < this.#count; ) {
      const age = (this.#age[i] ?? 0) + STEP_SECONDS;
      if (age >= (this.#life[i] ?? 0)) {
        this.#count -= 1;
        this.#move(this.#count, i);
        continue;
      }
      const kept = this.#kept[i] ?? 0;
      const speedX = (this.#speedX[i] ?? 0) * kept;
      const speedY = (this.#speedY[i] ?? 0) * kept + (this.#gravity[i] ?? 0) * STEP_SECONDS;
      this.#age[i] = age;
      this.#speedX[i] = speedX;
      this.#speedY[i] = speedY;
      this.#x[i] = (this.#x[i] ?? 0) + speedX * STEP_SECONDS;
      this.#y[i] = (this.#y[i] ?? 0) + speedY * STEP_SECONDS;
      i += 1;
    }
  }

  draw(paint: Brush): void {
    for (let i = 0; i < this.#count; i += 1) {
      const left = 1 - (this.#age[i] ?? 0) / (this.#life[i] ?? 1);
      const size = (this.#size[i] ?? 0) * (0.4 + 0.6 * left);
      paint.globalAlpha = Math.min(1, 2 * left);
      paint.fillStyle = this.#colours[this.#colour[i] ?? 0] ?? '#fff';
      paint.fillRect((this.#x[i] ?? 0) - size / 2, (this.#y[i] ?? 0) - size / 2, size, size);
    }
    paint.globalAlpha = 1;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Where each is, for who draws them in another way. */
  each(visit: (x: number, y: number, share: number) => void): void {
    for (let i = 0; i < this.#count; i += 1)
      visit(this.#x[i] ?? 0, this.#y[i] ?? 0, (this.#age[i] ?? 0) / (this.#life[i] ?? 1));
  }

  #colourNumber(colour: string): number {
    const known = this.#colours.indexOf(colour);
    if (known >= 0) return known;
    // More colours than a game has: the last place is anyone's.
    if (this.#colours.length >= COLOURS) {
      this.#colours[COLOURS - 1] = colour;
      return COLOURS - 1;
    }
    return this.#colours.push(colour) - 1;
  }

  #move(from: number, to: number): void {
    this.#x[to] = this.#x[from] ?? 0;
    this.#y[to] = this.#y[from] ?? 0;
    this.#speedX[to] = this.#speedX[from] ?? 0;
    this.#speedY[to] = this.#speedY[from] ?? 0;
    this.#size[to] = this.#size[from] ?? 0;
    this.#gravity[to] = this.#gravity[from] ?? 0;
    this.#kept[to] = this.#kept[from] ?? 0;
    this.#age[to] = this.#age[from] ?? 0;
    this.#life[to] = this.#life[from] ?? 0;
    this.#colour[to] = this.#colour[from] ?? 0;
  }
}
