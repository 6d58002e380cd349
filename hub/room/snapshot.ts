import type { RoomState } from './room-state.ts';

/** What all phones see: the value of the shared part of every state (SPEC.md section 6). */
export interface SharedState {
  readonly room: RoomState;
  readonly game: unknown;
}

/** One state of the room, and which inputs are in it. */
export interface Snapshot {
  /** Counts states, from 1, for as long as the hub runs. */
  readonly tick: number;
  readonly state: RoomState;
  readonly shared: SharedState;
  /** The inputs that this state took in, by member; members without any are left out. */
  readonly applied: ReadonlyMap<number, Applied>;
}

/** Inputs of one member within one state: lowest and highest sequence number, and how many. */
export interface Applied {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** The snapshot after `before` (undefined for the first). The game's view is made once, here, for all phones. */
export const nextSnapshot = (
  tick: number,
  state: RoomState,
  applied: ReadonlyMap<number, Applied>,
): Snapshot => ({
  tick,
  state,
  shared: { room: state, game: state.game.view(state.play) },
  applied,
});
