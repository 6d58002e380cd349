import { defineTerminal } from 'partyline/game';
import { HALF_PADDLE, HEIGHT, WIDTH } from './physics.ts';
import type { PongView } from './view.ts';

export default defineTerminal<PongView>((field, { ball, left, right }) => {
  for (let i = 0; i < field.height; i += 2) field.put(0.5, i / field.height, '┊');
  for (const [x, middle] of [
    [0.02, left],
    [0.97, right],
  ] as const)
    for (let offset = -HALF_PADDLE; offset <= HALF_PADDLE; offset += 30)
      field.put(x, (middle + offset) / HEIGHT, '█');
  field.put(ball.x / WIDTH, ball.y / HEIGHT, '●');
});
