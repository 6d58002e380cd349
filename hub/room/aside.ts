import { BitWriter } from '../../protocol/bytes/bit-writer.ts';
import { limits } from '../../protocol/limits.ts';
import { codecOf, compileNode } from '../../protocol/schema/compile.ts';
import { optionalNode } from '../../protocol/schema/optional.ts';
import { s } from '../../protocol/schema/schema.ts';
import { type AnyGame, defineGame } from '../games/game.ts';
import { GameFault, guarded } from '../games/guard.ts';
import { emptyRoom, type RoomState, roomOf, seatsTaken } from './room-state.ts';
import { fillSeats, reseat } from './seating.ts';

/** Of what everybody sees of a game, in bytes: the rest of a frame is for a room full of names. */
const LARGEST_VIEW = Math.floor(limits.frameToPhone / 2);

/** What a room has where none of its games can be shown: it waits, with its people. */
const nothing = defineGame({
  meta: {
    id: 'none',
    title: 'No game',
    rules: 'None of the games can be played.',
    seats: { min: 1, max: 16 },
    tickMs: 0,
    away: 'play',
    lateJoin: true,
  },
  controller: { orientation: 'any', controls: [] },
  shared: s.struct({}),
  setup: () => undefined,
  reduce: (state) => state,
  view: () => ({}),
  result: () => undefined,
}) as AnyGame;

/** Another game, in its lobby; whoever wants to sits down anew. @throws GameFault. */
export const changeGame = (state: RoomState, game: AnyGame): RoomState => {
  const lobby: RoomState = reseat({
    ...state,
    game,
    epoch: (state.epoch + 1) & 0xff,
    phase: 'lobby',
    count: 0,
    result: undefined,
    pause: undefined,
  });
  return { ...lobby, play: guarded(game).setup({ seats: [], random: state.random }) };
};

/** @returns the same state, if what the game shows in it can be shown and what it keeps can be kept. @throws GameFault. */
const proven = (state: RoomState): RoomState => {
  const { game, play } = state;
  let doing: 'encode' | 'save' = 'encode';
  try {
    const bits = new BitWriter();
    codecOf(compileNode(game.shared, 'shared'), 'game').writeFull(bits, guarded(game).view(play));
    const { length } = bits.finish();
    if (length > LARGEST_VIEW)
      throw new RangeError(`a whole state has ${length} bytes, at most ${LARGEST_VIEW}`);
    const secret = game.secret && codecOf(optionalNode(compileNode(game.secret, 'secret')), 'secret');
    if (secret)
      for (const seat of seatsTaken(state)) secret.writeFull(bits, guarded(game).secretOf?.(play, seat));
    doing = 'save';
    structuredClone(play);
    return state;
  } catch (error) {
    throw error instanceof GameFault ? error : new GameFault(game, doing, error);
  }
};

/** @returns how the room would be in a lobby; undefined where the game cannot even do that. */
const tried = (lobby: () => RoomState): RoomState | undefined => {
  try {
    return proven(lobby());
  } catch (error) {
    if (!(error instanceof GameFault)) throw error;
    return undefined;
  }
};

/** Ends whatever is on and goes to the lobby of the same game, or of another where this one cannot be shown. Everybody stays. Never throws. */
export const toLobby = (state: RoomState, catalogue: ReadonlyMap<string, AnyGame>): RoomState => {
  const { game, random } = state;
  const own = tried(() => ({
    ...fillSeats({ ...state, phase: 'lobby', count: 0, pause: undefined, result: undefined }, false).state,
    play: guarded(game).setup({ seats: [], random }),
  }));
  return own ?? toOtherGame(state, catalogue);
};

/** Goes to the lobby of the first other game that was not put aside and can be shown. Never throws. */
export const toOtherGame = (state: RoomState, catalogue: ReadonlyMap<string, AnyGame>): RoomState => {
  for (const other of catalogue.values()) {
    if (other.meta.id === state.game.meta.id || state.aside.has(other.meta.id)) continue;
    const lobby = tried(() => changeGame(state, other));
    if (lobby) return lobby;
  }
  const aside = new Map(state.aside).set(nothing.meta.id, nothing.meta.rules);
  return changeGame({ ...state, aside }, nothing);
};

/** A room that was written down and whose game is not here any more goes to the lobby of another one. Never throws. */
export const withoutItsGame = (
  written: Parameters<typeof roomOf>[0],
  catalogue: ReadonlyMap<string, AnyGame>,
): RoomState => toOtherGame(roomOf(written, nothing), catalogue);

/**
 * Puts a game aside: it can be neither chosen nor started any more. If it is the one that is on, its match ends and everybody is in
 * the lobby. Pure, and never throws. @param words the sentence that says why; the first one stays.
 */
export const putAside = (
  state: RoomState,
  id: string,
  words: string,
  catalogue: ReadonlyMap<string, AnyGame>,
): RoomState => {
  const isOn = state.game.meta.id === id;
  // Its lobby failed too, though it had been tried.
  if (state.aside.has(id)) return isOn ? toOtherGame(state, catalogue) : state;
  const without = { ...state, aside: new Map(state.aside).set(id, words) };
  return isOn ? toLobby(without, catalogue) : without;
};

/** A room in which nobody is yet, with this game or, where that one cannot be shown, with another. Never throws. */
export const openRoom = (
  game: AnyGame,
  seed: number,
  catalogue: ReadonlyMap<string, AnyGame>,
  aside: ReadonlyMap<string, string> = new Map(),
): RoomState => {
  const bare: RoomState = { ...emptyRoom(nothing, seed), aside, game };
  if (aside.has(game.meta.id)) return toOtherGame(bare, catalogue);
  try {
    return proven({ ...emptyRoom(game, seed), aside });
  } catch (error) {
    if (!(error instanceof GameFault)) throw error;
    return putAside(bare, game.meta.id, error.words(), catalogue);
  }
};
