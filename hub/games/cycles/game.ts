import { defineGame, type GameEvent, type PadInput, roll } from 'partyline/game';
import { cyclesBot } from './bot.ts';
import { type Heading, isTurn, onField, onTrail } from './grid.ts';
import { ride } from './ride.ts';
import { type CyclesState, newRound, type Rider, waiting } from './state.ts';
import { type CyclesView, GIFTS, gifts, HEIGHT, MARGIN, ROUNDS, SEATS, shared, WIDTH } from './view.ts';

/** Ticks of 66 ms: looking around before a round, and at its result after it. */
const READY = 30;
const SCORED = 45;
/** When the walls begin to close in, and how often they come a cell nearer: no round lasts over 75 seconds. */
const CLOSING = 680;
const CLOSE_EVERY = 15;
const GIFT_EVERY = 45;
/** How far a stick must be pushed to mean a direction. */
const PUSHED = 48;

const alive = (state: CyclesState): number[] =>
  [...state.riders].flatMap(([seat, rider]) => (rider.alive ? [seat] : []));

const phase = (state: CyclesState, next: CyclesState['phase']): CyclesState => ({
  ...state,
  phase: next,
  ticks: 0,
});

const withGift = (state: CyclesState): CyclesState => {
  if (state.ticks % GIFT_EVERY !== 0 || state.gifts.length >= GIFTS) return state;
  const { margin } = state;
  const [across, r1] = roll(state.random, Math.max(1, WIDTH - 2 * margin));
  const [down, r2] = roll(r1, Math.max(1, HEIGHT - 2 * margin));
  const [which, random] = roll(r2, gifts.length);
  const gift = { x: Math.min(margin + across, WIDTH - 1), y: Math.min(margin + down, HEIGHT - 1) };
  const taken = [...state.riders.values()].some((rider) => onTrail(gift, rider.trail, rider));
  const kind = gifts[which] ?? 'fast';
  return taken ? { ...state, random } : { ...state, random, gifts: [...state.gifts, { ...gift, kind }] };
};

/** The walls come a cell nearer; gifts that they reach are gone. */
const closing = (state: CyclesState): CyclesState => {
  const late = state.ticks - CLOSING;
  if (late < 0 || late % CLOSE_EVERY !== 0 || state.margin >= MARGIN) return state;
  const margin = state.margin + 1;
  return { ...state, margin, gifts: state.gifts.filter((gift) => onField(gift, margin)) };
};

/** Nobody can catch the leader any more, or all rounds are ridden. */
const decided = ({ riders, round }: CyclesState): boolean => {
  const [first = 0, second = 0] = [...riders.values()].map((rider) => rider.points).sort((a, b) => b - a);
  return first - second > (ROUNDS - round) * (riders.size - 1) || round === ROUNDS;
};

const riding = (before: CyclesState): CyclesState => {
  const state = ride(withGift(closing(before)));
  const left = alive(state);
  // A rider all alone may ride until the wall comes.
  if (left.length > (state.riders.size > 1 ? 1 : 0)) return state;
  return phase({ ...state, winner: left[0] }, 'scored');
};

const ticked = (before: CyclesState): CyclesState => {
  if (before.phase === 'over' || before.riders.size === 0) return before;
  const state = { ...before, ticks: before.ticks + 1 };
  if (state.phase === 'riding') return riding(state);
  if (state.phase === 'ready') return state.ticks < READY ? state : phase(state, 'riding');
  if (state.ticks < SCORED) return state;
  if (decided(state)) return phase(state, 'over');
  const points = new Map([...state.riders].map(([seat, rider]) => [seat, rider.points]));
  return newRound(state.round + 1, points, state.random);
};

/** @returns the direction of the d-pad, or of the stick if it is pushed far enough. */
const direction = ({ buttons, axes: [x, y] }: PadInput): Heading | undefined => {
  if (buttons & (1 << 12)) return 'up';
  if (buttons & (1 << 13)) return 'down';
  if (buttons & (1 << 14)) return 'left';
  if (buttons & (1 << 15)) return 'right';
  if (Math.max(Math.abs(x), Math.abs(y)) < PUSHED) return undefined;
  if (Math.abs(x) > Math.abs(y)) return x < 0 ? 'left' : 'right';
  return y < 0 ? 'up' : 'down';
};

const asked = (rider: Rider, held: Heading | undefined): Rider => {
  if (held === rider.held) return rider;
  const last = rider.turns.at(-1) ?? rider.heading;
  const turns =
    held && rider.alive && rider.turns.length < 2 && isTurn(last, held)
      ? [...rider.turns, held]
      : rider.turns;
  return { ...rider, held, turns };
};

const withRider = (state: CyclesState, seat: number, rider: Rider): CyclesState => ({
  ...state,
  riders: new Map([...state.riders, [seat, rider] as const].sort(([a], [b]) => a - b)),
});

const happened = (state: CyclesState, event: GameEvent): CyclesState => {
  if (event.type === 'tick') return ticked(state);
  const rider = state.riders.get(event.seat);
  if (event.type === 'sit')
    return rider || event.seat >= SEATS || state.phase === 'over'
      ? state
      : withRider(state, event.seat, waiting);
  if (!rider || state.phase === 'over') return state;
  if (event.type === 'stand') {
    const riders = new Map(state.riders);
    riders.delete(event.seat);
    return { ...state, riders, winner: state.winner === event.seat ? undefined : state.winner };
  }
  if (event.type !== 'input' || event.input.kind !== 'pad') return state;
  const next = asked(rider, direction(event.input));
  return next === rider ? state : { ...state, riders: new Map(state.riders).set(event.seat, next) };
};

/** All but what riders asked for and how long their luck lasts. */
const view = (state: CyclesState): CyclesView => ({
  phase: state.phase,
  round: state.round,
  margin: state.margin,
  riders: new Map(
    [...state.riders].map(([seat, { x, y, heading, alive: up, effect, trail, points }]) => [
      seat,
      { x, y, heading, alive: up, effect, trail, points },
    ]),
  ),
  gifts: state.gifts,
  winner: state.winner,
});

/** Everybody rides and leaves a wall of light behind; who rides into one is out, and everybody still riding gets a point. */
export default defineGame({
  meta: {
    id: 'cycles',
    title: 'Light cycles',
    rules:
      'Your cycle never stops and leaves a wall of light. Turn with the arrows and do not hit a wall or a trail. For each rider who falls before you, you get a point. Pick up gifts: fast, ghost (ride through trails) and sweep (all trails vanish). Best of five rounds.',
    seats: { min: 2, max: SEATS },
    tickMs: 66,
    away: 'bot',
    lateJoin: false,
  },
  controller: { orientation: 'any', controls: [{ kind: 'dpad', label: 'Turn' }] },
  shared,
  setup: ({ seats, random }) =>
    newRound(1, new Map(seats.filter((seat) => seat < SEATS).map((seat) => [seat, 0])), random),
  reduce: (state, events) => events.reduce(happened, state),
  view,
  result: (state) =>
    state.phase === 'over'
      ? new Map([...state.riders].map(([seat, { points }]) => [seat, points]))
      : undefined,
  bot: ({ shared: seen, seat }, random01) => cyclesBot(seen, seat, random01),
});
