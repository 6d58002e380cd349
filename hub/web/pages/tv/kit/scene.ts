import { type Brush, FIELD } from './brush.ts';
import { type Motion, systemMotion } from './motion.ts';
import { Particles } from './particles.ts';
import { Shake } from './shake.ts';
import { Spring } from './spring.ts';
import { Steps } from './steps.ts';
import { Tween } from './tween.ts';

interface Stepping {
  step(): void;
  jump(to: number): void;
  readonly target: number;
}

interface SceneOptions {
  readonly particles?: number;
  readonly motion?: Motion;
  readonly random01?: () => number;
}

/**
 * What moves by itself in the picture of one game: make one, call `begin` at the start of each frame and `end` after it. All that it needs
 * is made before the first frame.
 */
export class Scene {
  readonly motion: Motion;
  readonly particles: Particles;
  readonly shake: Shake;
  readonly #steps = new Steps();
  readonly #moving: Stepping[] = [];

  constructor({ particles = 400, motion = systemMotion(), random01 = Math.random }: SceneOptions = {}) {
    this.motion = motion;
    this.particles = new Particles(particles, motion, random01);
    this.shake = new Shake(motion);
  }

  /** A value that the scene moves; with less motion it is where it shall be at once. Make it once, not in each frame. */
  tween(value: number): Tween {
    return this.#add(new Tween(value));
  }

  /** See `Spring`. */
  spring(value: number, swings?: number, calm?: number): Spring {
    return this.#add(new Spring(value, swings, calm));
  }

  /** Moves all that moves to the time of the frame, and sets the camera. */
  begin(paint: Brush, now: number): void {
    for (let left = this.#steps.take(now); left > 0; left -= 1) this.step();
    paint.save();
    if (this.shake.isMoving) paint.translate(this.shake.x, this.shake.y);
  }

  /** Draws the particles over what was drawn, and puts the camera back. */
  end(paint: Brush): void {
    this.particles.draw(paint);
    paint.restore();
  }

  /** A light over the whole field, such as for a goal; faint where less motion is wanted. `strength` 0..1. */
  flash(paint: Brush, colour: string, strength: number): void {
    if (strength <= 0) return;
    paint.globalAlpha = Math.min(1, strength) * (this.motion.isReduced ? 0.15 : 0.6);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, FIELD.width, FIELD.height);
    paint.globalAlpha = 1;
  }

  /** One even step of all. */
  step(): void {
    for (let i = 0; i < this.#moving.length; i += 1) {
      const one = this.#moving[i];
      if (!one) continue;
      if (this.motion.isReduced) one.jump(one.target);
      else one.step();
    }
    this.particles.step();
    this.shake.step();
  }

  #add<T extends Stepping>(one: T): T {
    this.#moving.push(one);
    return one;
  }
}
