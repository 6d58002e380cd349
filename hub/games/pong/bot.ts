import { clamp, type PadInput, pad } from 'partyline/game';
import { FACES, HALF_PADDLE, HEIGHT, RADIUS, type Side } from './physics.ts';
import type { PongView } from './view.ts';

/** Where a ball that bounces between the walls ends up, if it would be at `y` without them. */
const folded = (y: number): number => {
  const room = HEIGHT - 2 * RADIUS;
  const phase = (((y - RADIUS) % (2 * room)) + 2 * room) % (2 * room);
  return RADIUS + (phase > room ? 2 * room - phase : phase);
};

/** A number of -1..1 that stays the same for one flight of the ball: people err once a shot, not at random in every tick. */
const misjudgement = ({ ball, leftScore, rightScore, beat }: PongView, seat: number): number => {
  const mixed = Math.imul(beat + 16 * leftScore + 128 * rightScore + 1024 * seat + 1, 0x9e3779b1) ^ ball.vy;
  return ((Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 8) & 0xffff) / 0x8000 - 1;
};

/** Reckons where the ball will come, errs the more the faster and steeper it is, and waits in the middle otherwise. */
export const pongBot = (view: PongView, seat: Side, random01: () => number): PadInput => {
  const { ball, serving } = view;
  const mine = seat === 0 ? view.left : view.right;
  if (serving === seat) {
    const press = random01() < 0.05 ? 1 : 0;
    return pad(press, 0, Math.round(80 * (random01() * 2 - 1)));
  }
  const coming = seat === 0 ? ball.vx < 0 : ball.vx > 0;
  let target = HEIGHT / 2;
  if (coming) {
    const ticks = (FACES[seat] - ball.x) / ball.vx;
    const difficulty = HALF_PADDLE * (0.7 + Math.abs(ball.vx) / 60 + Math.abs(ball.vy) / 30);
    target = folded(ball.y + ball.vy * ticks) + misjudgement(view, seat) * difficulty;
  }
  return pad(0, 0, clamp(Math.round((target - mine) * 6), -127, 127));
};
