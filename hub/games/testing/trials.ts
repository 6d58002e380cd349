import { createStateCodec } from '../../../protocol/state-codec.ts';
import { anyEvents, Dice } from '../check/chance.ts';
import { emptyView, Shown } from '../check/shown.ts';
import type { AnyGame } from '../game.ts';
import { guarded } from '../guard.ts';
import { Match } from './match.ts';

/** Of the 20 bytes that a Bluetooth packet has room for, those of the frame. */
const FRAME = 6;
const PACKET = 20;
/** Seats that exist nowhere are asked for too. */
const STRANGERS = 2;

export interface PlayOptions {
  /** Seats that are taken; as many as the game needs if left out. */
  readonly seats?: readonly number[];
  /** Of the chance of the match and of its bots. */
  readonly seed?: number;
  /** Ticks that it may last. */
  readonly ticks?: number;
}

const seatsOf = ({ meta }: AnyGame, seats = meta.seats.min): readonly number[] =>
  Array.from({ length: seats }, (_, seat) => seat);

/** A match that bots have played. */
export interface Played {
  /** Points by seat, undefined if it did not come to an end. */
  readonly result: ReadonlyMap<number, number> | undefined;
  readonly ticks: number;
  readonly state: unknown;
  /** Of every state and view: the same as ever, unless the rules were changed. */
  readonly digest: string;
}

/** Lets bots play a match to its end, on frozen states. @throws where a state is changed in place, or what is shown does not fit the schema. */
export const playMatch = (
  game: AnyGame,
  { seats = seatsOf(game), seed = 1, ticks = 12_000 }: PlayOptions = {},
): Played => {
  const dice = new Dice(seed);
  const match = new Match(game, seats, seed);
  const shown = new Shown(game);
  let count = 0;
  while (count < ticks && guarded(game).result(match.state) === undefined) {
    match.botTick(seats, dice);
    count += 1;
    shown.show(match.state, seats.slice(count % seats.length, (count % seats.length) + 1));
  }
  const { state } = match;
  return { result: guarded(game).result(state), ticks: count, state, digest: match.digest() };
};

/**
 * Sends a game whatever phones can, from any seat at any time, on frozen states.
 * @throws where it fails, or shows what does not fit its schema.
 */
export const everyInput = (
  game: AnyGame,
  { seats = seatsOf(game), seed = 1, ticks = 300 }: PlayOptions = {},
): void => {
  const dice = new Dice(seed);
  const match = new Match(game, seats, seed, false);
  const shown = new Shown(game);
  const most = Math.min(game.meta.seats.max, PACKET) + STRANGERS;
  for (let i = 0; i < ticks; i += 1) {
    match.step(...anyEvents(dice, most));
    shown.show(match.state, [i % most]);
    guarded(game).result(match.state);
  }
};

/** @throws if the same seed and inputs do not make the same match twice: then there is a clock, or chance of its own, in the rules. */
export const sameTwice = (game: AnyGame, options: PlayOptions = {}): void => {
  const { seats = seatsOf(game), seed = 1, ticks = 300 } = options;
  const once = (): string => {
    const dice = new Dice(seed);
    const match = new Match(game, seats, seed);
    for (let i = 0; i < ticks; i += 1) match.step(...anyEvents(dice, game.meta.seats.max + STRANGERS));
    return match.digest();
  };
  const [first, second] = [once(), once()];
  if (first !== second)
    throw new Error(
      'the same seed and inputs made two different matches: is there chance or a clock in the rules?',
    );
};

/** @returns what tells how many bytes a state has on Bluetooth, frame and all: as a change from the view before, or whole if there is none. */
export const bytesOnBluetooth = (game: AnyGame): ((view: unknown, before?: unknown) => number) => {
  const codec = createStateCodec<unknown>(game);
  const full = (view: unknown) => ({ room: emptyView, game: view });
  return (view, before) =>
    FRAME +
    (before === undefined ? codec.sharedFull(full(view)) : codec.sharedDelta(full(before), full(view)))
      .length;
};

/**
 * Lets bots play and looks at what each tick costs on Bluetooth, frame and all.
 * @param options with the share of all states that must fit into one packet, 0 to 1.
 * @returns bytes of a usual state (half of all have at most so many). @throws if too few fit.
 */
export const fits20Bytes = (
  game: AnyGame,
  { share = 0.9, ...options }: PlayOptions & { readonly share?: number } = {},
): number => {
  const { seats = seatsOf(game), seed = 1, ticks = 600 } = options;
  const dice = new Dice(seed);
  const match = new Match(game, seats, seed, false);
  const bytesOf = bytesOnBluetooth(game);
  const bytes: number[] = [];
  let before = match.view();
  for (let i = 0; i < ticks && guarded(game).result(match.state) === undefined; i += 1) {
    const now = match.botTick(seats, dice).view();
    bytes.push(bytesOf(now, before));
    before = now;
  }
  bytes.sort((a, b) => a - b);
  const fitting = bytes.filter((size) => size <= PACKET).length / Math.max(1, bytes.length);
  if (fitting < share)
    throw new Error(
      `only ${Math.floor(fitting * 100)} % of the states fit into ${PACKET} bytes, and ${share * 100} % should; the largest has ${bytes.at(-1)}`,
    );
  return bytes[bytes.length >> 1] ?? FRAME;
};
