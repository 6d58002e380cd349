import type { Role, RoomState } from './room/room-state.ts';

/** What must survive of one session: who it is, by which token it is resumed, and which of its inputs are in the saved state. */
export interface SavedSession {
  readonly member: number;
  readonly token: Uint8Array;
  /** Good as well: the phone may not have the newest one. */
  readonly formerToken: Uint8Array | undefined;
  /** Goes on over plain links alone. */
  readonly plain: boolean;
  readonly name: string;
  readonly role: Role;
  /** Highest input sequence in the state of the same save. */
  readonly accepted: number;
}

/** A hub at one tick: enough to go on from there after a crash. */
export interface SavedHub {
  readonly tick: number;
  readonly room: RoomState;
  readonly sessions: readonly SavedSession[];
}
