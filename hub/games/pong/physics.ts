import { clamp } from 'partyline/game';

/**
 * The ball and the paddles, in whole numbers only, so that every machine computes the same match. A length is 1/256 of a place;
 * the field has WIDTH x HEIGHT places (16:9); a speed is a length for each step, and a tick has STEPS of them.
 */
export const UNIT = 1 << 8;
export const WIDTH = 1280;
export const HEIGHT = 720;
export const STEPS = 4;
/** Places. */
export const RADIUS = 10;
export const HALF_PADDLE = 60;
/** Where the faces of the paddles are, in places from the left. */
export const FACES = [40, WIDTH - 40] as const;

/** Lengths for each step: a serve crosses the field in 1.7 seconds, a ball at full speed in 0.8. */
const SERVE_SPEED = 24 * (UNIT / STEPS);
const SPEED_UP = 2 * (UNIT / STEPS);
const TOP_SPEED = 52 * (UNIT / STEPS);
/** Sine of the steepest angle, in hundredths, when the very end of a paddle hits. */
const STEEPEST = 80;
/** Places for each tick at full stick. */
const PADDLE_SPEED = 22;

/** Left is side 0, right is side 1; also the numbers of the seats. */
export type Side = 0 | 1;
export const other = (side: Side): Side => (side === 0 ? 1 : 0);

export interface Ball {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly speed: number;
}
export type Sound = 'none' | 'serve' | 'hit' | 'wall' | 'point' | 'end';

/** @returns the middle of a paddle after a tick. `push`: -127 (up) to 127 (down). */
export const movePaddle = (y: number, push: number): number =>
  clamp(
    y + Math.trunc((push * PADDLE_SPEED * UNIT) / 127),
    HALF_PADDLE * UNIT,
    (HEIGHT - HALF_PADDLE) * UNIT,
  );

/** The ball at rest before a paddle that is about to serve. */
export const ballAt = (side: Side, paddle: number): Ball => ({
  x: FACES[side] * UNIT + (side === 0 ? RADIUS : -RADIUS) * UNIT,
  y: paddle,
  vx: 0,
  vy: 0,
  speed: SERVE_SPEED,
});

/** Sends the ball off from a side; `slant` is -HALF_PADDLE..HALF_PADDLE, how far from the paddle's middle it was met, in places. */
export const sendOff = (ball: Ball, side: Side, slant: number): Ball => {
  const vy = Math.trunc((ball.speed * slant * STEEPEST) / (HALF_PADDLE * 100));
  // A square root is rounded the same everywhere (IEEE 754), unlike a sine.
  const across = Math.floor(Math.sqrt(ball.speed * ball.speed - vy * vy));
  return { ...ball, vy, vx: side === 0 ? across : -across };
};

/** @returns whole places (or places for each tick, of a speed times STEPS). */
export const places = (length: number): number => length >> 8;

const bounced = (ball: Ball, top: number, bottom: number): Ball => {
  if (ball.y < top) return { ...ball, y: 2 * top - ball.y, vy: -ball.vy };
  if (ball.y > bottom) return { ...ball, y: 2 * bottom - ball.y, vy: -ball.vy };
  return ball;
};

/** The side whose face the ball's edge went through in this step, if any: a test of crossing, so that no speed is too high for it. */
const crossed = (from: number, to: number): Side | undefined => {
  const left = (FACES[0] + RADIUS) * UNIT;
  const right = (FACES[1] - RADIUS) * UNIT;
  if (from >= left && to < left) return 0;
  return from <= right && to > right ? 1 : undefined;
};

/** One tick of a ball in play. `lost`: the side behind whose paddle it went out. */
export interface Flight {
  readonly ball: Ball;
  readonly sound: Sound;
  readonly lost?: Side;
}

export const fly = (before: Ball, paddles: readonly [number, number]): Flight => {
  let ball = before;
  let sound: Sound = 'none';
  for (let step = 0; step < STEPS; step += 1) {
    const moved = bounced(
      { ...ball, x: ball.x + ball.vx, y: ball.y + ball.vy },
      RADIUS * UNIT,
      (HEIGHT - RADIUS) * UNIT,
    );
    if (moved.vy !== ball.vy) sound = 'wall';
    const side = crossed(ball.x, moved.x);
    ball = moved;
    if (side !== undefined) {
      const slant = places(moved.y - paddles[side]);
      if (Math.abs(slant) <= HALF_PADDLE + RADIUS) {
        const face = (FACES[side] + (side === 0 ? RADIUS : -RADIUS)) * UNIT;
        const faster = { ...moved, x: face, speed: Math.min(TOP_SPEED, moved.speed + SPEED_UP) };
        ball = sendOff(faster, side, clamp(slant, -HALF_PADDLE, HALF_PADDLE));
        sound = 'hit';
      }
    }
    if (ball.x < RADIUS * UNIT) return { ball: { ...ball, x: RADIUS * UNIT }, sound: 'point', lost: 0 };
    if (ball.x > (WIDTH - RADIUS) * UNIT)
      return { ball: { ...ball, x: (WIDTH - RADIUS) * UNIT }, sound: 'point', lost: 1 };
  }
  return { ball, sound };
};
