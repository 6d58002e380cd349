import type { RoomView } from '../../protocol/room-view.ts';
import { guarded } from '../games/guard.ts';
import type { RoomState } from './room-state.ts';

/** What all phones see: the value of the shared part of every state (SPEC.md section 6). */
interface SharedState {
  /** The same object for as long as nobody would see a difference, so that a delta skips it at a glance. */
  readonly room: RoomView;
  readonly game: unknown;
}

/** One state of the room. */
export interface Snapshot {
  /** Counts states, from 1, for as long as the hub runs. */
  readonly tick: number;
  readonly state: RoomState;
  readonly shared: SharedState;
}

const looksAlike = (a: RoomView, b: RoomView): boolean =>
  a.members === b.members &&
  a.phase === b.phase &&
  a.count === b.count &&
  a.host === b.host &&
  a.locked === b.locked &&
  a.match === b.match &&
  a.result === b.result;

/** The snapshot after `before` (undefined for the first). The game's view is made once, here, for all phones. @throws GameFault. */
export const nextSnapshot = (tick: number, state: RoomState, before?: Snapshot): Snapshot => {
  const known = before?.shared.room;
  const room = known && looksAlike(known, state) ? known : state;
  return { tick, state, shared: { room, game: guarded(state.game).view(state.play) } };
};
