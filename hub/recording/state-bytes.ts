import { createStateCodec, type StateCodec } from '../../protocol/state-codec.ts';
import type { AnyGame } from '../games/game.ts';
import { guarded } from '../games/guard.ts';
import type { RoomState } from '../room/room-state.ts';

/** @returns what everybody sees of a state, in its one encoding, for the states of one game: what a recorded hash is made of. */
export const stateBytes = (game: AnyGame): ((state: RoomState) => Uint8Array<ArrayBuffer>) => {
  const codec: StateCodec = createStateCodec({ shared: game.shared });
  return (state) => codec.sharedFull({ room: state, game: guarded(game).view(state.play) });
};
