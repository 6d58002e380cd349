import type { Input } from '../../protocol/inputs.ts';
import type { ControllerLayout } from '../../protocol/layout.ts';
import type { Infer, Schema } from '../../protocol/schema/schema.ts';
import type { Random } from './random.ts';

/** What happens in a game, in the one order that holds for everybody. Times are not here: a tick is the only clock of a game. */
export type GameEvent =
  | { readonly type: 'sit'; readonly seat: number }
  | { readonly type: 'stand'; readonly seat: number }
  /** The seat's phone is gone for now (`away`) or back; what that means is the game's word, see `meta.away`. */
  | { readonly type: 'away'; readonly seat: number }
  | { readonly type: 'back'; readonly seat: number }
  | { readonly type: 'input'; readonly seat: number; readonly input: Input }
  | { readonly type: 'tick' };

export interface GameMeta {
  /** Lower case letters and digits, at most 24; as a rule the folder's name. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences shown on the phone. */
  readonly rules: string;
  readonly seats: { readonly min: number; readonly max: number };
  /** Milliseconds from tick to tick, or 0 for a game that moves only by inputs (it gets no ticks at all). */
  readonly tickMs: number;
  /** When a seated player's phone is away: `pause` the match, let a `bot` play, or `play` on without. */
  readonly away: 'pause' | 'bot' | 'play';
  /**
   * What a pad input means: `held` (the default) is how the controller stands, and a match that begins or goes on hears how it stands then;
   * `steps` is one step for each input.
   */
  readonly pads?: 'held' | 'steps';
  /** May somebody sit down while a match is on? */
  readonly lateJoin: boolean;
}

/**
 * A game, as its author sees it: data and pure functions. The hub does all else: links, seats, ticks, pause, deltas, replays.
 * `State` is whatever the game likes, as long as it is plain data (structured-cloneable) and never changed in place.
 */
export interface Game<State, Shared extends Schema = Schema, Secret extends Schema = Schema> {
  readonly meta: GameMeta;
  readonly controller: ControllerLayout;
  /** What everybody sees, see protocol/schema. */
  readonly shared: Shared;
  /** What only the seat itself sees; left out by games without secrets. */
  readonly secret?: Secret;
  /** What the game is made of besides its code, such as the questions of a pack, as JSON: a match is shown again only with the same. */
  readonly content?: unknown;
  /** A new match. `seats` are those taken, in ascending order; none for the lobby, where nothing moves yet. Keep `random` in the state: it is the only source of chance. */
  setup(start: { readonly seats: readonly number[]; readonly random: Random }): State;
  /** The next state. One call for each tick with all events since the last (the tick is the last of them), or one for each event if `tickMs` is 0. */
  reduce(state: State, events: readonly GameEvent[]): State;
  view(state: State): Infer<Shared>;
  /** The hidden part of one seat. */
  secretOf?(state: State, seat: number): Infer<Secret>;
  /** Points by seat once the match is over, else undefined. */
  result(state: State): ReadonlyMap<number, number> | undefined;
  /** What a simulated player does, looking only at what that seat may see; undefined for nothing now. Chance comes from `random01`. */
  bot?(
    seen: {
      readonly shared: Infer<Shared>;
      readonly secret: Infer<Secret> | undefined;
      readonly seat: number;
    },
    random01: () => number,
  ): Input | undefined;
}

/** Any game, for the parts of the hub that do not look inside its state but only hand it back. */
export interface AnyGame {
  readonly meta: GameMeta;
  readonly controller: ControllerLayout;
  readonly shared: Schema;
  readonly secret?: Schema;
  readonly content?: unknown;
  /** Which rules these are, of a game that does not come with the hub: a match is played again only with the same. */
  readonly code?: { readonly version: string; readonly hash: string };
  /** Told of a state that is gone on from again after many others: one whose states lie elsewhere fetches it. */
  keep?(state: unknown): void;
  setup(start: { readonly seats: readonly number[]; readonly random: Random }): unknown;
  reduce(state: unknown, events: readonly GameEvent[]): unknown;
  view(state: unknown): unknown;
  secretOf?(state: unknown, seat: number): unknown;
  result(state: unknown): ReadonlyMap<number, number> | undefined;
  bot?(
    seen: { readonly shared: unknown; readonly secret: unknown; readonly seat: number },
    random01: () => number,
  ): Input | undefined;
}

/** Gives a game its types from its schemas. */
export const defineGame = <State, const Shared extends Schema, const Secret extends Schema = never>(
  game: Game<State, Shared, Secret>,
): Game<State, Shared, Secret> => game;
