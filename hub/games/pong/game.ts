import { defineGame, type GameEvent, pad, type Random, roll } from 'partyline/game';
import { pongBot } from './bot.ts';
import * as physics from './physics.ts';
import { BEATS, type PongView, shared, TO_WIN } from './view.ts';

/** Ticks of rest before a serve is allowed, and until one happens by itself: 0.6 and 4 seconds. */
const REST = 18;
const PATIENCE = 120;
/** A thumb never rests quite in the middle. */
const DEAD_ZONE = 10;
const SERVE = 1 << 0;
const UP = 1 << 12;
const DOWN = 1 << 13;

/** What a player's thumbs do: -127 (up) to 127, whether the button is down, and whether it was pressed since the ball came to rest. */
interface Hand {
  readonly push: number;
  readonly down: boolean;
  readonly pressed: boolean;
}
const idle: Hand = { push: 0, down: false, pressed: false };

interface PongState {
  readonly phase: 'rest' | 'rally' | 'over';
  readonly serving: physics.Side;
  /** Ticks since the ball came to rest. */
  readonly rested: number;
  readonly ball: physics.Ball;
  readonly paddles: readonly [number, number];
  readonly hands: readonly [Hand, Hand];
  readonly score: readonly [number, number];
  readonly sound: physics.Sound;
  readonly beat: number;
  readonly random: Random;
}

type Pair<T> = readonly [T, T];
const replaced = <T>(pair: Pair<T>, side: physics.Side, value: T): Pair<T> =>
  side === 0 ? [value, pair[1]] : [pair[0], value];

const heard = (state: PongState, sound: physics.Sound): PongState =>
  sound === 'none' ? state : { ...state, sound, beat: (state.beat + 1) % BEATS };

const served = (state: PongState): PongState => {
  const [turn, random] = roll(state.random, physics.HALF_PADDLE + 1);
  const ball = physics.sendOff(state.ball, state.serving, turn - physics.HALF_PADDLE / 2);
  return heard({ ...state, phase: 'rally', ball, random }, 'serve');
};

const resting = (state: PongState): PongState => {
  const { serving, hands, paddles } = state;
  const rested = state.rested + 1;
  const next = { ...state, rested, ball: physics.ballAt(serving, paddles[serving]) };
  if (rested < REST) {
    // Presses from before the rest is over are not remembered: nobody serves by accident.
    const hand = hands[serving];
    return hand.pressed ? { ...next, hands: replaced(hands, serving, { ...hand, pressed: false }) } : next;
  }
  return hands[serving].pressed || rested >= PATIENCE ? served(next) : next;
};

const rallying = (state: PongState): PongState => {
  const { ball, sound, lost } = physics.fly(state.ball, state.paddles);
  if (lost === undefined) return heard({ ...state, ball }, sound);
  const winner = physics.other(lost);
  const points = state.score[winner] + 1;
  const score = replaced(state.score, winner, points);
  if (points >= TO_WIN) return heard({ ...state, ball, score, phase: 'over' }, 'end');
  return heard(
    { ...state, ball, score, phase: 'rest', serving: lost, rested: 0, hands: freshHands(state) },
    'point',
  );
};

const freshHands = ({ hands: [a, b] }: PongState): Pair<Hand> => [
  { ...a, pressed: false },
  { ...b, pressed: false },
];

const ticked = (state: PongState): PongState => {
  if (state.phase === 'over') return state;
  const [left, right] = state.paddles;
  const moved: PongState = {
    ...state,
    paddles: [physics.movePaddle(left, state.hands[0].push), physics.movePaddle(right, state.hands[1].push)],
  };
  return moved.phase === 'rest' ? resting(moved) : rallying(moved);
};

const handled = (hand: Hand, buttons: number, stick: number): Hand => {
  const pads = (buttons & DOWN ? 127 : 0) - (buttons & UP ? 127 : 0);
  const down = (buttons & SERVE) !== 0;
  const push = pads !== 0 ? pads : Math.abs(stick) < DEAD_ZONE ? 0 : stick;
  return { push, down, pressed: hand.pressed || (down && !hand.down) };
};

const happened = (state: PongState, event: GameEvent): PongState => {
  if (event.type === 'tick') return ticked(state);
  if (event.seat !== 0 && event.seat !== 1) return state;
  const side = event.seat;
  if (event.type !== 'input') return { ...state, hands: replaced(state.hands, side, idle) };
  if (event.input.kind !== 'pad') return state;
  const hand = handled(state.hands[side], event.input.buttons, event.input.axes[1]);
  return { ...state, hands: replaced(state.hands, side, hand) };
};

const middle = (physics.HEIGHT / 2) * physics.UNIT;

const setup = (start: { readonly random: Random }): PongState => {
  const [first, random] = roll(start.random, 2);
  const serving = first === 0 ? 0 : 1;
  return {
    phase: 'rest',
    serving,
    rested: 0,
    ball: physics.ballAt(serving, middle),
    paddles: [middle, middle],
    hands: [idle, idle],
    score: [0, 0],
    sound: 'none',
    beat: 0,
    random,
  };
};

const view = ({ ball, paddles, score, phase, serving, sound, beat }: PongState): PongView => ({
  ball: {
    x: physics.places(ball.x),
    y: physics.places(ball.y),
    vx: physics.places(ball.vx * physics.STEPS),
    vy: physics.places(ball.vy * physics.STEPS),
  },
  left: physics.places(paddles[0]),
  right: physics.places(paddles[1]),
  leftScore: score[0],
  rightScore: score[1],
  serving: phase === 'rest' ? serving : undefined,
  sound,
  beat,
});

/** The first video game that anybody played, with its manners: whoever lost the point serves, the ball leaves by where it was met. */
export default defineGame({
  meta: {
    id: 'pong',
    title: 'Pong',
    rules:
      'Move your paddle up and down and keep the ball out. Press the button to serve. Hit it with the end of the paddle for a steep ball. Seven points win.',
    seats: { min: 2, max: 2 },
    tickMs: 33,
    away: 'pause',
    lateJoin: false,
  },
  controller: {
    orientation: 'any',
    controls: [
      { kind: 'stick', label: 'Paddle', y: 1 },
      { kind: 'button', label: 'Serve', button: 0, big: true },
    ],
  },
  shared,
  setup,
  reduce: (state, events) => events.reduce(happened, state),
  view,
  result: ({ phase, score }) =>
    phase === 'over'
      ? new Map([
          [0, score[0]],
          [1, score[1]],
        ])
      : undefined,
  bot: ({ shared: seen, seat }, random01) =>
    seat === 0 || seat === 1 ? pongBot(seen, seat, random01) : pad(),
});
