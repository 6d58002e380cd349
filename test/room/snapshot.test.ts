import { describe, expect, it } from 'vitest';
import arena from '../../hub/games/arena/game.ts';
import { emptyRoom } from '../../hub/room/room-state.ts';
import { nextSnapshot } from '../../hub/room/snapshot.ts';
import { roomView } from '../../protocol/room-view.ts';

const room = emptyRoom(arena, 1);
const first = nextSnapshot(1, room);

describe('what all phones see of the room', () => {
  it('is the same object while only the game and what nobody sees change', () => {
    const state = { ...room, play: arena.setup({ seats: [3], random: { seed: 9 } }), nextQueued: 7 };
    const next = nextSnapshot(2, state, first);
    expect(next.shared.room).toBe(first.shared.room);
    expect(next.shared.game).not.toBe(first.shared.game);
    expect(next.state).toBe(state);
  });

  // All fields of the schema, so that one which is added later cannot be forgotten.
  it.each(Object.keys(roomView.fields))('is another one when %s changes', (field) => {
    const state = { ...room, [field]: Symbol('another value') };
    expect(nextSnapshot(2, state, first).shared.room).toBe(state);
  });
});
