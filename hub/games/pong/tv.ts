import { defineScreen, FIELD, lookOf, mix, type Paint, type SoundName } from 'partyline/tv';
import { FACES, HALF_PADDLE, RADIUS } from './physics.ts';
import type { PongView } from './view.ts';

const INK = '#f7f4ea';
const PADDLE_WIDTH = 18;
const TRAIL = 14;
/** Farther than a ball flies in a tick: it was put there. */
const JUMP = 120;

const trail: { x: number; y: number }[] = [];

const net = (paint: Paint): void => {
  paint.strokeStyle = '#362d61';
  paint.lineWidth = 6;
  paint.setLineDash([22, 22]);
  paint.beginPath();
  paint.moveTo(FIELD.width / 2, 11);
  paint.lineTo(FIELD.width / 2, FIELD.height);
  paint.stroke();
  paint.setLineDash([]);
};

const ballOf = ({
  from,
  to,
  share,
}: {
  from: PongView;
  to: PongView;
  share: number;
}): { x: number; y: number } => {
  const jumped = Math.abs(to.ball.x - from.ball.x) > JUMP;
  if (jumped || from.serving !== to.serving) return to.ball;
  return { x: mix(from.ball.x, to.ball.x, share), y: mix(from.ball.y, to.ball.y, share) };
};

/** Pong: two paddles in their players' colours, a ball with a tail, the score large behind. */
export default defineScreen<PongView>({
  draw: (paint, moment, seats) => {
    const { from, to, share } = moment;
    net(paint);
    const looks = [lookOf(seats, 0), lookOf(seats, 1)] as const;
    paint.textAlign = 'center';
    paint.textBaseline = 'middle';
    paint.font = '900 190px system-ui, sans-serif';
    [to.leftScore, to.rightScore].forEach((score, side) => {
      paint.globalAlpha = 0.6;
      paint.fillStyle = looks[side === 0 ? 0 : 1].colour;
      paint.fillText(String(score), FIELD.width * (side === 0 ? 0.25 : 0.75), 170);
    });
    paint.globalAlpha = 1;
    [mix(from.left, to.left, share), mix(from.right, to.right, share)].forEach((y, side) => {
      const x = side === 0 ? FACES[0] - PADDLE_WIDTH : FACES[1];
      paint.fillStyle = looks[side === 0 ? 0 : 1].colour;
      paint.beginPath();
      paint.roundRect(x, y - HALF_PADDLE, PADDLE_WIDTH, 2 * HALF_PADDLE, 9);
      paint.fill();
    });
    const ball = ballOf(moment);
    trail.push(ball);
    if (trail.length > TRAIL) trail.shift();
    paint.fillStyle = INK;
    trail.forEach(({ x, y }, i) => {
      if (Math.abs(x - ball.x) > 5 * JUMP) return;
      paint.globalAlpha = (0.3 * i) / TRAIL;
      paint.beginPath();
      paint.arc(x, y, RADIUS * (0.4 + (0.6 * i) / TRAIL), 0, 2 * Math.PI);
      paint.fill();
    });
    paint.globalAlpha = 1;
    paint.beginPath();
    paint.arc(ball.x, ball.y, RADIUS + 2, 0, 2 * Math.PI);
    paint.fill();
  },
  sounds: (before, after): readonly SoundName[] =>
    before.beat !== after.beat && after.sound !== 'none' ? [after.sound] : [],
  scores: ({ leftScore, rightScore }) =>
    new Map([
      [0, leftScore],
      [1, rightScore],
    ]),
  drawsScores: true,
  show: { players: 2 },
});
