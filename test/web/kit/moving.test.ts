import { describe, expect, it } from 'vitest';
import { Dice } from '../../../hub/games/check/chance.ts';
import { type Brush, FIELD } from '../../../hub/web/pages/tv/kit/brush.ts';
import { ease } from '../../../hub/web/pages/tv/kit/ease.ts';
import { fitLine } from '../../../hub/web/pages/tv/kit/fit.ts';
import { systemMotion } from '../../../hub/web/pages/tv/kit/motion.ts';
import { Particles } from '../../../hub/web/pages/tv/kit/particles.ts';
import { Scene } from '../../../hub/web/pages/tv/kit/scene.ts';
import { Shake } from '../../../hub/web/pages/tv/kit/shake.ts';
import { Spring } from '../../../hub/web/pages/tv/kit/spring.ts';
import { STEP_MS, Steps } from '../../../hub/web/pages/tv/kit/steps.ts';
import { Trail } from '../../../hub/web/pages/tv/kit/trail.ts';
import { Tween } from '../../../hub/web/pages/tv/kit/tween.ts';

const moves = { isReduced: false };
const still = { isReduced: true };

/** A canvas that notes what is drawn; ten pixels a letter at a size of 20. */
class Sketch implements Brush {
  fillStyle: unknown = '';
  globalAlpha = 1;
  font = '';
  readonly drawn: string[] = [];
  measured = 0;
  beginPath(): void {}
  save(): void {}
  restore(): void {}
  fill(): void {
    this.drawn.push('fill');
  }
  arc(): void {}
  fillRect(_x: number, _y: number, width: number, height: number): void {
    this.drawn.push(`rect ${width === FIELD.width && height === FIELD.height ? 'field' : 'small'}`);
  }
  fillText(text: string): void {
    this.drawn.push(text);
  }
  translate(x: number, y: number): void {
    this.drawn.push(`moved ${Math.hypot(x, y) > 0}`);
  }
  measureText(text: string): { width: number } {
    this.measured += 1;
    return { width: ([...text].length * Number.parseInt(this.font.split(' ')[1] ?? '0', 10)) / 2 };
  }
}

describe('steps', () => {
  it('are as many in a second at 30 frames as at 144, and never more than a page can bear', () => {
    for (const rate of [24, 30, 60, 144]) {
      const steps = new Steps();
      let made = steps.take(5_000);
      for (let i = 1; i <= rate; i += 1) made += steps.take(5_000 + (i * 1_000) / rate);
      expect(Math.abs(made - 120)).toBeLessThanOrEqual(1);
    }
    const slept = new Steps();
    slept.take(0);
    expect([slept.take(60_000), slept.take(60_000 + 1.5 * STEP_MS), slept.take(1)]).toEqual([30, 1, 0]);
  });
});

describe('a tween', () => {
  it('goes from where it is to where it shall be, in its time', () => {
    const tween = new Tween(10);
    tween.go(20, { ms: 10 * STEP_MS, ease: ease.even });
    for (let i = 0; i < 5; i += 1) tween.step();
    expect(tween.value).toBeCloseTo(15);
    tween.go(0, { ms: 5 * STEP_MS, ease: ease.even });
    expect(tween.value).toBeCloseTo(15);
    for (let i = 0; i < 5; i += 1) tween.step();
    expect([tween.value, tween.isMoving]).toEqual([0, false]);
  });

  it('is not held up by being told the same again, and jumps', () => {
    const tween = new Tween(0);
    tween.go(1, { ms: 4 * STEP_MS });
    for (let i = 0; i < 4; i += 1) {
      tween.go(1, { ms: 4 * STEP_MS });
      tween.step();
    }
    expect(tween.isMoving).toBe(false);
    tween.jump(7);
    expect([tween.value, tween.isMoving]).toEqual([7, false]);
    tween.go(9, { ms: 0 });
    expect(tween.value).toBe(9);
  });

  it.each(Object.entries(ease))('begins at 0 and ends at 1: %s', (_, by) => {
    expect(by(0)).toBeCloseTo(0);
    expect(by(1)).toBeCloseTo(1);
    for (let share = 0; share < 1; share += 0.01)
      expect(Math.abs(by(share + 0.01) - by(share))).toBeLessThan(0.1);
  });
});

describe('a spring', () => {
  it('comes to rest at its target, swings over it unless it is calm, and stays stable', () => {
    for (const [swings, calm] of [
      [2, 0.4],
      [2, 1],
      [6, 0.7],
    ] as const) {
      const spring = new Spring(0, swings, calm);
      spring.target = 100;
      let most = 0;
      let steps = 0;
      for (; spring.isMoving && steps < 2_000; steps += 1) {
        spring.step();
        most = Math.max(most, spring.value);
      }
      expect(spring.value).toBe(100);
      expect(steps).toBeLessThan(600);
      if (calm < 0.5) expect(most).toBeGreaterThan(110);
      if (calm === 1) expect(most).toBeLessThan(101);
    }
  });
});

describe('particles', () => {
  it('are never more than there is room for, and all go away', () => {
    const particles = new Particles(50, moves, new Dice(1).one);
    expect(particles.burst(0, 0, { count: 40, colour: 'red' })).toBe(40);
    expect(particles.burst(0, 0, { count: 40, colour: 'blue' })).toBe(10);
    expect(particles.count).toBe(50);
    for (let i = 0; i < 120; i += 1) particles.step();
    expect(particles.count).toBe(0);
    expect(particles.burst(0, 0, { count: 3, colour: 'red' })).toBe(3);
    particles.clear();
    expect(particles.count).toBe(0);
  });

  it('that end make room without losing another', () => {
    const particles = new Particles(10, moves, new Dice(2).one);
    particles.burst(0, 0, { count: 5, colour: 'red', seconds: 0.1, speed: 0 });
    particles.burst(100, 0, { count: 5, colour: 'blue', seconds: 9, speed: 0 });
    for (let i = 0; i < 20; i += 1) particles.step();
    const places: number[] = [];
    particles.each((x) => places.push(x));
    expect(places).toEqual([100, 100, 100, 100, 100]);
  });

  it('fly apart and fall; with less motion they are few and stay where they are', () => {
    const spread = (motion: typeof moves): { count: number; moved: boolean } => {
      const particles = new Particles(50, motion, new Dice(3).one);
      particles.burst(0, 0, { count: 20, colour: 'red', gravity: 500, seconds: 5 });
      const at = (): string => {
        const places: number[] = [];
        particles.each((x, y) => places.push(x, y));
        return places.join();
      };
      const before = at();
      for (let i = 0; i < 20; i += 1) particles.step();
      return { count: particles.count, moved: at() !== before };
    };
    expect(spread(moves)).toEqual({ count: 20, moved: true });
    expect(spread(still)).toEqual({ count: 4, moved: false });
  });

  it('of more colours than there is room for are drawn all the same', () => {
    const particles = new Particles(200, moves, new Dice(4).one);
    for (let i = 0; i < 100; i += 1) particles.burst(0, 0, { count: 1, colour: `#${i}` });
    const sketch = new Sketch();
    particles.draw(sketch);
    expect(sketch.drawn).toHaveLength(100);
    expect(sketch.globalAlpha).toBe(1);
  });
});

describe('camera and tails', () => {
  it('shake when hit, at most so much, and calm down; not with less motion', () => {
    const shake = new Shake(moves);
    for (let i = 0; i < 20; i += 1) shake.hit(1);
    let most = 0;
    for (let i = 0; i < 200; i += 1) {
      shake.step();
      most = Math.max(most, Math.abs(shake.x), Math.abs(shake.y));
    }
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThanOrEqual(22);
    expect([shake.isMoving, Math.abs(shake.x)]).toEqual([false, 0]);
    const calm = new Shake(still);
    calm.hit(1);
    expect(calm.isMoving).toBe(false);
  });

  it('keep the last places only, begin anew after a jump, and are not drawn with less motion', () => {
    const trail = new Trail(4, moves, 50);
    for (let i = 0; i < 9; i += 1) trail.add(i, 0);
    const sketch = new Sketch();
    trail.draw(sketch, 'red', 5);
    expect(sketch.drawn).toHaveLength(4);
    trail.add(500, 0);
    expect(trail.count).toBe(1);
    const none = new Trail(4, still);
    none.add(1, 1);
    none.draw(sketch, 'red', 5);
    expect(sketch.drawn).toHaveLength(4);
  });
});

describe('a scene', () => {
  it('moves its values by the time of the frames, and shows them at their end with less motion', () => {
    const paint = new Sketch();
    const scene = new Scene({ motion: moves });
    const value = scene.tween(0);
    value.go(10, { ms: 100, ease: ease.even });
    scene.begin(paint, 0);
    scene.begin(paint, 51);
    expect(value.value).toBeCloseTo(5, 0);
    scene.shake.hit(1);
    scene.begin(paint, 80);
    scene.flash(paint, 'white', 1);
    scene.end(paint);
    expect(paint.drawn).toEqual(['moved true', 'rect field']);

    const calm = new Scene({ motion: still });
    const there = calm.spring(0);
    there.target = 10;
    calm.begin(paint, 0);
    calm.begin(paint, 10);
    expect(there.value).toBe(10);
  });

  it('asks the system for the motion that is wanted, each time anew', () => {
    const answer = { matches: false };
    const motion = systemMotion({ matchMedia: () => answer });
    expect(motion.isReduced).toBe(false);
    answer.matches = true;
    expect(motion.isReduced).toBe(true);
    expect(systemMotion({}).isReduced).toBe(false);
  });
});

describe('a line of text', () => {
  it('fits: as it is, smaller, or cut with three dots', () => {
    const paint = new Sketch();
    expect(fitLine(paint, 'Ada', 100, 20)).toMatchObject({
      font: expect.stringContaining('20px'),
      text: 'Ada',
    });
    expect(fitLine(paint, 'Ada Lovela', 80, 20)).toMatchObject({
      font: expect.stringContaining('16px'),
      text: 'Ada Lovela',
    });
    const cut = fitLine(paint, 'Wolfgang Amadeus Mozart', 80, 20);
    expect(cut).toMatchObject({ font: expect.stringContaining('14px'), text: 'Wolfgang A…' });
    expect(fitLine(paint, '😀😀😀😀', 7, 20).text).toBe('…');
  });

  it('is measured once', () => {
    const paint = new Sketch();
    const line = fitLine(paint, 'measured once', 50, 20);
    const { measured } = paint;
    expect(fitLine(paint, 'measured once', 50, 20)).toBe(line);
    expect(paint.measured).toBe(measured);
    expect(fitLine(paint, 'measured once', 51, 20)).not.toBe(line);
  });
});
