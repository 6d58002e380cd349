import type { Input } from '../../protocol/inputs.ts';
import type { AnyGame, GameEvent } from '../games/game.ts';
import { GameFault } from '../games/guard.ts';
import { changeGame, putAside } from './aside.ts';
import { govern } from './govern.ts';
import { countDown, playEvents, settle, startMatch } from './match.ts';
import { COUNTDOWN, type RoomEvent, type RoomState, withPlay } from './room-state.ts';
import { fillSeats, people, rotateSeats } from './seating.ts';

type CommandEvent = Extract<RoomEvent, { type: 'command' }>;

/** What the host (or, for a pause, a player) asked for; a command that makes no sense now changes nothing. Rights were looked at before. */
const command = (
  state: RoomState,
  event: CommandEvent,
  catalogue: ReadonlyMap<string, AnyGame>,
): RoomState => {
  const running = state.phase === 'playing' || state.phase === 'countdown';
  switch (event.command) {
    case 'start':
      return state.phase === 'lobby' ? startMatch(state) : state;
    case 'again':
      return state.phase === 'over' ? startMatch(fillSeats(rotateSeats(state), false).state) : state;
    case 'pause':
      return running ? { ...state, phase: 'paused', count: 0, pause: 'host' } : state;
    case 'continue':
      return state.phase === 'paused' && state.pause === 'host'
        ? { ...state, phase: 'countdown', count: COUNTDOWN, pause: undefined }
        : state;
    case 'end':
      return state.phase === 'lobby'
        ? state
        : fillSeats({ ...state, phase: 'lobby', count: 0, pause: undefined, result: undefined }, false).state;
    case 'game': {
      const game = catalogue.get(event.argument);
      return game && !state.aside.has(event.argument) ? changeGame(state, game) : state;
    }
    default:
      return govern(state, event);
  }
};

/** Stands for a move that no control of the game can make: it has a number, and nothing else. */
const isNoMove = (input: Input): boolean => input.kind === 'move' && input.bytes.length === 0;

const withPad = (state: RoomState, member: number, input: Input): RoomState => {
  if (input.kind !== 'pad' || state.game.meta.pads === 'steps' || !state.members.has(member)) return state;
  return { ...state, pads: new Map(state.pads).set(member, input) };
};

/** A stick let go during the count-down must not stay pushed, and one that is held must count. */
const padsAsTheyStand = ({ pads, members }: RoomState): GameEvent[] =>
  [...pads].flatMap(([member, input]) => {
    const seat = members.get(member)?.seat;
    return seat === undefined ? [] : [{ type: 'input', seat, input }];
  });

/**
 * The room's reducer: what `scan` runs over all events, in their one order. Pure: no clock, no chance but the seed in the state.
 * Events of one batch that only the game cares for reach it in one call. A game that fails costs its match and no more: it is put aside,
 * and the same events lead there every time.
 * @param tick of the state to come, for the sentence about a game that fails.
 */
export const reduceRoom =
  (catalogue: ReadonlyMap<string, AnyGame>) =>
  (before: RoomState, events: readonly RoomEvent[], tick?: number): RoomState => {
    let state = before;
    let forGame: GameEvent[] = [];
    const surviving = (act: () => RoomState): void => {
      try {
        state = act();
      } catch (error) {
        if (!(error instanceof GameFault)) throw error;
        state = putAside(state, error.game, error.words(tick), catalogue);
      }
    };
    const flush = (): void => {
      const now = forGame;
      forGame = [];
      if (now.length > 0) surviving(() => playEvents(state, now));
    };
    for (const event of events) {
      if (event.type === 'input') {
        const seat = state.members.get(event.member)?.seat;
        if (state.phase !== 'playing') state = withPad(state, event.member, event.input);
        else if (seat !== undefined && !isNoMove(event.input))
          forGame.push({ type: 'input', seat, input: event.input });
      } else if (event.type === 'tick') {
        if (state.phase === 'playing') forGame.push(event);
      } else if (event.type === 'second') {
        state = settle(countDown(state));
        if (state.phase === 'playing') {
          forGame.push(...padsAsTheyStand(state));
          state = { ...state, pads: new Map() };
        }
      } else if (event.type === 'command') {
        flush();
        surviving(() => settle(command(state, event, catalogue)));
      } else if (event.type === 'fault') {
        flush();
        state = putAside(state, event.game, event.words, catalogue);
      } else {
        const seated = people(state, event);
        state = seated.state;
        if (state.match > 0 && !state.aside.has(state.game.meta.id)) forGame.push(...seated.events);
        flush();
        state = settle(state);
      }
    }
    flush();
    return state === before ? before : withPlay(state, state.play, state.random);
  };
