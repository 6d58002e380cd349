import type { Input, PadInput } from '../../protocol/inputs.ts';
import type { Radio } from '../../protocol/links.ts';
import type { MessageOf } from '../../protocol/messages.ts';
import type { RoomView } from '../../protocol/room-view.ts';
import type { AnyGame } from '../games/game.ts';
import { guarded } from '../games/guard.ts';
import type { Random } from '../games/random.ts';

export type Role = MessageOf<'join'>['role'];
export type Command = MessageOf<'command'>['command'];

/** One person or screen in the room; the first eight fields are what everybody sees of it. */
export interface Member {
  readonly name: string;
  readonly colour: number;
  readonly role: Role;
  readonly status: 'here' | 'away';
  readonly radio: Radio;
  readonly seat: number | undefined;
  readonly muted: boolean;
  /** Talks in the clear, as a hub lets it only with --plain. */
  readonly plain: boolean;
  /** Place in the queue for a seat: lower sits down first. */
  readonly queued: number;
  /** Has the host's rights besides the host, as the TV on the hub itself has. */
  readonly trusted: boolean;
}

/** Everything the room knows. Plain data, never changed in place; the same events give the same state. Fields of {@link RoomView} are seen by all. */
export interface RoomState extends Omit<RoomView, 'members'> {
  readonly members: ReadonlyMap<number, Member>;
  readonly game: AnyGame;
  /** Whose the host's rights are: while that phone is away another has them (`host`), and gives them back. */
  readonly owner: number | undefined;
  /** Changes with the game; see SPEC.md section 6. */
  readonly epoch: number;
  /** The game's own state: there from the first lobby on, as a preview. */
  readonly play: unknown;
  readonly random: Random;
  /** Number that the next member in the queue gets. */
  readonly nextQueued: number;
  /** How the controllers stand that were moved while no match was played, by member: the match hears of it when it begins or goes on. */
  readonly pads: ReadonlyMap<number, PadInput>;
  /** Why the match stands still. */
  readonly pause: 'host' | 'away' | 'few' | undefined;
  /** Games that failed, by id, each with a sentence that says how: they can be neither chosen nor started. No rule looks at the sentence. */
  readonly aside: ReadonlyMap<string, string>;
}

/** What can happen to a room, in the one order that holds for everybody. */
export type RoomEvent =
  | {
      readonly type: 'join';
      readonly member: number;
      readonly name: string;
      readonly colour: number;
      readonly role: Role;
      readonly radio: Radio;
      readonly trusted: boolean;
      /** Over a link without a seal; missing is no. */
      readonly plain?: boolean;
    }
  | { readonly type: 'leave'; readonly member: number }
  | { readonly type: 'away'; readonly member: number }
  | { readonly type: 'back'; readonly member: number; readonly radio: Radio }
  | { readonly type: 'radio'; readonly member: number; readonly radio: Radio }
  | { readonly type: 'input'; readonly member: number; readonly sequence: number; readonly input: Input }
  | {
      readonly type: 'command';
      readonly member: number;
      readonly command: Command;
      readonly target: number;
      readonly argument: string;
    }
  /** The game's clock: once in `meta.tickMs` while a match is played. */
  | { readonly type: 'tick' }
  /** The room's clock while it counts down. */
  | { readonly type: 'second' }
  /** A game failed outside of the reducer, as when what it shows does not fit its schema. */
  | { readonly type: 'fault'; readonly game: string; readonly words: string };

/** Seconds of 3-2-1 before a match begins or goes on. */
export const COUNTDOWN = 3;

/** Members in the order in which they may sit down. */
export const seatQueue = (state: Pick<RoomState, 'members'>): (readonly [number, Member])[] =>
  [...state.members]
    .filter(([, m]) => m.role === 'player' && m.seat === undefined)
    .sort(([, a], [, b]) => a.queued - b.queued);

/** Seats taken, ascending. */
export const seatsTaken = (state: Pick<RoomState, 'members'>): number[] =>
  [...state.members.values()].flatMap((m) => (m.seat === undefined ? [] : [m.seat])).sort((a, b) => a - b);

/**
 * The same room with this state of the game. Each field by its name, so that all states are of one shape to the engine: a spread one is
 * of a shape of its own, and whatever reads it then (a state is read for every phone) has to search for each field.
 */
export const withPlay = (room: RoomState, play: unknown, random: Random): RoomState => ({
  phase: room.phase,
  count: room.count,
  host: room.host,
  owner: room.owner,
  locked: room.locked,
  match: room.match,
  members: room.members,
  result: room.result,
  game: room.game,
  epoch: room.epoch,
  play,
  random,
  nextQueued: room.nextQueued,
  pads: room.pads,
  pause: room.pause,
  aside: room.aside,
});

/** A room that was written down, with its game. Those of older hubs do not know of games that were put aside. */
export const roomOf = (
  written: Omit<RoomState, 'game' | 'aside'> & Partial<Pick<RoomState, 'aside'>>,
  game: AnyGame,
): RoomState => ({ ...written, aside: written.aside ?? new Map(), game });

/** A room in which nobody is yet. `seed` decides every chance in every game of this room. @throws GameFault. */
export const emptyRoom = (game: AnyGame, seed: number): RoomState => ({
  phase: 'lobby',
  count: 0,
  host: undefined,
  owner: undefined,
  locked: false,
  match: 0,
  members: new Map(),
  result: undefined,
  game,
  epoch: 1,
  play: guarded(game).setup({ seats: [], random: { seed } }),
  random: { seed },
  nextQueued: 0,
  pads: new Map(),
  pause: undefined,
  aside: new Map(),
});
