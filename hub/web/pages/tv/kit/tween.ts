import { type Ease, ease } from './ease.ts';
import { STEP_MS } from './steps.ts';

interface TweenOptions {
  readonly ms?: number;
  readonly ease?: Ease;
}

/** A value on its way from where it is to where it shall be, in a given time. */
export class Tween {
  #from: number;
  #to: number;
  #steps = 0;
  #step = 0;
  #ease: Ease = ease.soft;

  constructor(value: number) {
    this.#from = value;
    this.#to = value;
  }

  get value(): number {
    if (this.#step >= this.#steps) return this.#to;
    return this.#from + (this.#to - this.#from) * this.#ease(this.#step / this.#steps);
  }

  get target(): number {
    return this.#to;
  }

  get isMoving(): boolean {
    return this.#step < this.#steps;
  }

  /** Sets off from where it is now. The same target again changes nothing. */
  go(to: number, { ms = 300, ease: by = ease.soft }: TweenOptions = {}): void {
    if (to === this.#to) return;
    this.#from = this.value;
    this.#to = to;
    this.#ease = by;
    this.#step = 0;
    this.#steps = Math.max(0, Math.round(ms / STEP_MS));
  }

  /** Is there at once: what people who want less motion see. */
  jump(to: number): void {
    this.#to = to;
    this.#step = this.#steps;
  }

  step(): void {
    if (this.#step < this.#steps) this.#step += 1;
  }
}
