import { type Infer, s } from 'partyline/game';
import { HEIGHT, WIDTH } from './physics.ts';

export const TO_WIN = 7;
/** Beats count sounds and start again here. */
export const BEATS = 16;

/** What everybody sees. Lengths are places of a field of 1280 x 720, y down; speeds are places for each tick. */
export const shared = s.struct({
  ball: s.struct({
    x: s.int(0, WIDTH - 1, { near: 63 }),
    y: s.int(0, HEIGHT - 1, { near: 63 }),
    /** Same from hit to hit, so it costs next to nothing, and lets a screen draw ahead. */
    vx: s.int(-63, 63),
    vy: s.int(-63, 63),
  }),
  /** Middles of the paddles: left (seat 0) and right (seat 1). */
  left: s.int(0, HEIGHT - 1, { near: 31 }),
  right: s.int(0, HEIGHT - 1, { near: 31 }),
  leftScore: s.int(0, TO_WIN),
  rightScore: s.int(0, TO_WIN),
  /** Seat that holds the ball and may serve. */
  serving: s.optional(s.int(0, 1)),
  /** What was heard last; `beat` tells a new sound from the same one still standing there. */
  sound: s.oneOf('none', 'serve', 'hit', 'wall', 'point', 'end'),
  beat: s.int(0, BEATS - 1),
});

export type PongView = Infer<typeof shared>;
