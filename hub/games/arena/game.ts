import { clamp, defineGame, type GameEvent, pad, type Random, roll, s } from 'partyline/game';

/** The field is FIELD x FIELD places, 0..FIELD-1 each way. */
const FIELD = 1000;
const SEATS = 1000;
/** Farthest that one input moves a player, across and down. */
const STEP_X = 3;
const STEP_Y = 2;

interface Player {
  readonly x: number;
  readonly y: number;
}
interface ArenaState {
  /** By seat, in ascending order. A player who did not move stays the same object, so that a delta skips it at a glance. */
  readonly players: ReadonlyMap<number, Player>;
  readonly random: Random;
}

const spawn = (random: Random): readonly [Player, Random] => {
  const [x, next] = roll(random, FIELD);
  const [y, last] = roll(next, FIELD);
  return [{ x, y }, last];
};

const seated = (state: ArenaState, seat: number): ArenaState => {
  if (state.players.has(seat)) return state;
  const [player, random] = spawn(state.random);
  const players = new Map([...state.players, [seat, player] as const].sort(([a], [b]) => a - b));
  return { players, random };
};

const stood = (state: ArenaState, seat: number): ArenaState => {
  if (!state.players.has(seat)) return state;
  const players = new Map(state.players);
  players.delete(seat);
  return { ...state, players };
};

/** All that a run of inputs adds up to, seat by seat. */
type Pushes = Map<number, { x: number; y: number }>;

const pushed = (state: ArenaState, pushes: Pushes): ArenaState => {
  let players: Map<number, Player> | undefined;
  for (const [seat, push] of pushes) {
    const player = state.players.get(seat);
    if (!player) continue;
    const x = clamp(player.x + push.x, 0, FIELD - 1);
    const y = clamp(player.y + push.y, 0, FIELD - 1);
    if (x === player.x && y === player.y) continue;
    players ??= new Map(state.players);
    players.set(seat, { x, y });
  }
  return players ? { players, random: state.random } : state;
};

const setup = (start: { readonly seats: readonly number[]; readonly random: Random }): ArenaState => {
  const players = new Map<number, Player>();
  let { random } = start;
  for (const seat of start.seats) {
    const [player, next] = spawn(random);
    players.set(seat, player);
    random = next;
  }
  return { players, random };
};

/** One copy of the map at most for any number of inputs between two who sit down or stand up. */
const reduce = (before: ArenaState, events: readonly GameEvent[]): ArenaState => {
  let state = before;
  let pushes: Pushes = new Map();
  for (const event of events) {
    if (event.type === 'input') {
      if (event.input.kind !== 'pad') continue;
      const [x, y] = event.input.axes;
      const push = pushes.get(event.seat);
      const dx = clamp(x, -STEP_X, STEP_X);
      const dy = clamp(y, -STEP_Y, STEP_Y);
      if (push) {
        push.x += dx;
        push.y += dy;
      } else {
        pushes.set(event.seat, { x: dx, y: dy });
      }
    } else if (event.type === 'sit' || event.type === 'stand') {
      state = pushed(state, pushes);
      pushes = new Map();
      state = event.type === 'sit' ? seated(state, event.seat) : stood(state, event.seat);
    }
  }
  return pushed(state, pushes);
};

const shared = s.struct({
  players: s.seats(
    s.struct({ x: s.int(0, FIELD - 1, { near: STEP_X }), y: s.int(0, FIELD - 1, { near: STEP_Y }) }),
    SEATS,
  ),
});

/** Any number of players on one field: the game that loads a hub, and the one that the bench plays. Each input is one step. */
export default defineGame({
  meta: {
    id: 'arena',
    title: 'Arena',
    rules: 'Everybody walks on one big field. Push the stick: every push is a step.',
    seats: { min: 1, max: SEATS },
    tickMs: 33,
    pads: 'steps',
    away: 'play',
    lateJoin: true,
  },
  controller: {
    orientation: 'any',
    controls: [{ kind: 'stick', label: 'Walk', x: 0, y: 1, max: STEP_X }],
  },
  shared,
  setup,
  reduce,
  view: ({ players }) => ({ players }),
  result: () => undefined,
  /** Wanders along a stream that bends with the place and differs from seat to seat. */
  bot: ({ shared, seat }, random01) => {
    const me = shared.players.get(seat);
    if (!me) return undefined;
    const angle = seat * 2.4 + me.x / 60 + me.y / 80 + random01();
    // biome-ignore lint/plugin: nobody's bot plays here in a match that is recorded; only simulated phones ask it.
    const [across, down] = [Math.cos(angle), Math.sin(angle)];
    return pad(0, Math.round(STEP_X * across), Math.round(STEP_Y * down));
  },
});
