import type { GameEvent } from '../games/game.ts';
import { guarded } from '../games/guard.ts';
import { roll } from '../games/random.ts';
import { COUNTDOWN, type RoomState, seatsTaken, withPlay } from './room-state.ts';

const seatedAway = (state: RoomState): boolean =>
  [...state.members.values()].some((m) => m.seat !== undefined && m.status === 'away');

/** What keeps a match from being played now, besides the host's wish. */
const obstacle = (state: RoomState): 'few' | 'away' | undefined => {
  if (seatsTaken(state).length < state.game.meta.seats.min) return 'few';
  return state.game.meta.away === 'pause' && seatedAway(state) ? 'away' : undefined;
};

/** A new match with those who sit; it begins after the count-down. Too few players, or a game that was put aside: nothing changes. @throws GameFault. */
export const startMatch = (state: RoomState): RoomState => {
  const seats = seatsTaken(state);
  if (seats.length < state.game.meta.seats.min || state.aside.has(state.game.meta.id)) return state;
  const [seed, random] = roll(state.random, 2 ** 31);
  const play = guarded(state.game).setup({ seats, random: { seed } });
  return {
    ...state,
    phase: 'countdown',
    count: COUNTDOWN,
    match: state.match + 1,
    play,
    random,
    result: undefined,
    pause: undefined,
  };
};

/** Gives the events to the game, fills in for seats that a bot may play, and looks whether the match is over. @throws GameFault. */
export const playEvents = (state: RoomState, events: readonly GameEvent[]): RoomState => {
  if (events.length === 0) return state;
  let { random } = state;
  const bots: GameEvent[] = [];
  const game = guarded(state.game);
  if (game.meta.away === 'bot' && game.bot && events.some((e) => e.type === 'tick')) {
    for (const { seat, status } of state.members.values()) {
      if (seat === undefined || status !== 'away') continue;
      const input = game.bot(
        { shared: game.view(state.play), secret: game.secretOf?.(state.play, seat), seat },
        () => {
          const [value, next] = roll(random, 2 ** 24);
          random = next;
          return value / 2 ** 24;
        },
      );
      if (input) bots.push({ type: 'input', seat, input });
    }
  }
  const play = game.reduce(state.play, bots.length > 0 ? [...bots, ...events] : events);
  const points = state.phase === 'playing' ? game.result(play) : undefined;
  if (!points) return withPlay(state, play, random);
  const result = new Map(
    [...state.members].flatMap(([number, m]) =>
      m.seat === undefined ? [] : [[number, points.get(m.seat) ?? 0]],
    ),
  );
  return { ...state, play, random, phase: 'over', result, pause: undefined };
};

/** Stops the match when it cannot go on, and lets it go on, by way of the count-down, when it can again. */
export const settle = (state: RoomState): RoomState => {
  const why = obstacle(state);
  if (why && (state.phase === 'playing' || state.phase === 'countdown'))
    return { ...state, phase: 'paused', count: 0, pause: why };
  if (state.phase !== 'paused' || state.pause === 'host') return state;
  if (why) return why === state.pause ? state : { ...state, pause: why };
  return { ...state, phase: 'countdown', count: COUNTDOWN, pause: undefined };
};

/** One second of the count-down. */
export const countDown = (state: RoomState): RoomState => {
  if (state.phase !== 'countdown') return state;
  return state.count > 1 ? { ...state, count: state.count - 1 } : { ...state, count: 0, phase: 'playing' };
};
