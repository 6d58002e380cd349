import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import type { RoomView } from '../../protocol/room-view.ts';
import { s } from '../../protocol/schema/schema.ts';
import { createStateCodec, type SeenState } from '../../protocol/state-codec.ts';
import { dice } from './random.ts';

const arena = s.struct({
  players: s.seats(s.struct({ x: s.int(0, 999, { near: 3 }), y: s.int(0, 999, { near: 2 }) }), 1024),
});
type Players = ReadonlyMap<number, { readonly x: number; readonly y: number }>;
interface Arena {
  readonly players: Players;
}
const hand = s.struct({ cards: s.list(s.int(0, 51), 10) });
interface Hand {
  readonly cards: readonly number[];
}

const roomOf = (members: number): RoomView => ({
  phase: 'playing',
  count: 0,
  host: 0,
  locked: false,
  match: 1,
  members: new Map(
    Array.from({ length: members }, (_, member) => [
      member,
      {
        name: `Player ${member}`,
        colour: member % 16,
        role: 'player',
        status: 'here',
        radio: 'ble',
        seat: member,
        muted: false,
        plain: false,
      },
    ]),
  ),
  result: undefined,
});

const spread = (count: number): Players =>
  new Map(Array.from({ length: count }, (_, seat) => [seat, { x: 100 + (seat % 800), y: 500 }]));

const moved = (players: Players, roll: (n: number) => number): Players =>
  new Map([...players].map(([seat, p]) => [seat, { x: p.x + roll(7) - 3, y: p.y + roll(5) - 2 }]));

const joined = (...parts: Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));

describe('states of the arena', () => {
  const codec = createStateCodec<Arena>({ shared: arena });

  it.each([
    [8, 9],
    [100, 100],
    [1000, 7 * 125],
  ])('of %i moving players are deltas of at most %i bytes', (count, bytes) => {
    const roll = dice(count);
    let truth = { room: roomOf(count), game: { players: spread(count) } };
    // Far enough from the walls that nobody needs the full form.
    let seen = codec.decodeFull(codec.sharedFull(truth));
    for (let tick = 0; tick < 20; tick += 1) {
      const next = { room: truth.room, game: { players: moved(truth.game.players, roll) } };
      const body = codec.sharedDelta(truth, next);
      expect(body.length).toBeLessThanOrEqual(bytes);
      seen = codec.decodeDelta(body, seen);
      expect(seen.shared).toEqual(next);
      truth = next;
    }
  });

  it('in which all eight make the same step are these seven bytes', () => {
    const room = roomOf(8);
    const players = spread(8);
    const game = {
      players: new Map([...players].map(([seat, p]) => [seat, { x: p.x + 1, y: p.y - 1 }])),
    };
    const body = codec.sharedDelta({ room, game: { players } }, { room, game });
    expect(Buffer.from(body).toString('hex')).toBe('f6186186186184');
  });

  it('in which nobody moves are one byte, and the state decoded is the base itself', () => {
    const state = { room: roomOf(1000), game: { players: spread(1000) } };
    const body = codec.sharedDelta(state, { room: roomOf(1000), game: { players: spread(1000) } });
    expect([...body]).toEqual([0]);
    const base = { shared: state, secret: undefined };
    expect(codec.decodeDelta(body, base)).toBe(base);
  });

  it('keep room and players that did not change as the same objects', () => {
    const state = { room: roomOf(3), game: { players: spread(3) } };
    const next = {
      room: state.room,
      game: { players: new Map([...state.game.players, [1, { x: 900, y: 1 }] as const]) },
    };
    const seen = codec.decodeDelta(codec.sharedDelta(state, next), { shared: state, secret: undefined });
    expect(seen.shared.room).toBe(state.room);
    expect(seen.shared.game?.players.get(0)).toBe(state.game.players.get(0));
    expect(seen.shared).toEqual(next);
  });

  it('have no game before the first match', () => {
    const lobby = { room: roomOf(2), game: undefined };
    const seen = codec.decodeFull(codec.sharedFull(lobby));
    expect(seen).toEqual({ shared: lobby, secret: undefined });
    const start = { room: lobby.room, game: { players: spread(2) } };
    const playing = codec.decodeDelta(codec.sharedDelta(lobby, start), seen);
    expect(playing.shared).toEqual(start);
    expect(codec.decodeDelta(codec.sharedDelta(start, lobby), playing).shared).toEqual(lobby);
  });

  it('that have no secret take no bytes for it', () => {
    expect(codec.secretFull(undefined).length).toBe(0);
    expect(codec.secretDelta(undefined, undefined).length).toBe(0);
  });
});

describe('a game author who breaks their own schema', () => {
  const codec = createStateCodec<unknown, unknown>({ shared: arena, secret: hand });
  const room = roomOf(1);
  const good = { room, game: { players: spread(4) } };
  const withPlayer = (player: unknown) => ({
    room,
    game: { players: new Map<number, unknown>([...spread(4), [3, player]]) },
  });

  it.each([
    [withPlayer({ x: 1200, y: 0 }), 'game.players[3].x is 1200, not an integer of 0..999'],
    [withPlayer({ x: 1.5, y: 0 }), 'game.players[3].x is 1.5, not an integer of 0..999'],
    [withPlayer({ x: Number.NaN, y: 0 }), 'game.players[3].x is NaN, not an integer of 0..999'],
    [withPlayer({ x: 5 }), 'game.players[3].y is undefined, not an integer of 0..999'],
    [withPlayer(undefined), 'game.players[3] is undefined, not an object'],
    [{ room, game: { players: [] } }, 'game.players is a list, not a Map'],
    [{ room, game: {} }, 'game.players is undefined, not a Map'],
    [{ room, game: 'over' }, 'game is "over", not an object'],
    [
      { room, game: { players: new Map([[5000, { x: 1, y: 1 }]]) } },
      'game.players has the key 5000, not an integer of 0..1023',
    ],
  ])('is told the place: $1', (state, message) => {
    expect(() => codec.sharedDelta(good, state)).toThrow(new RangeError(message));
    expect(() => codec.sharedFull(state)).toThrow(new RangeError(message));
    // And the codec goes on working.
    expect([...codec.sharedDelta(good, good)]).toEqual([0]);
  });

  it('is told the place in a secret and in the room', () => {
    expect(() => codec.secretFull({ cards: new Map([[0, 1]]) })).toThrow(
      new RangeError('secret.cards is a Map, not a list'),
    );
    expect(() => codec.secretFull({ cards: [1, 52] })).toThrow(
      new RangeError('secret.cards[1] is 52, not an integer of 0..51'),
    );
    expect(() => codec.sharedFull({ room: { ...room, count: 16 }, game: undefined })).toThrow(
      new RangeError('room.count is 16, not an integer of 0..15'),
    );
    const long = new Map([[0, { ...room.members.get(0), name: 'x'.repeat(25) }]]) as RoomView['members'];
    expect(() => codec.sharedFull({ room: { ...room, members: long }, game: undefined })).toThrow(
      /^room\.members\[0\]\.name is a text of 25 bytes, at most 24/,
    );
  });

  it('is told what is wrong with a schema', () => {
    expect(() => createStateCodec({ shared: s.struct({ a: s.list(s.struct({}), 5) }) })).toThrow(
      new RangeError('shared.a.item has only one value; an item must have two or more'),
    );
    expect(() => createStateCodec({ shared: s.bool(), secret: s.int(5, 1) })).toThrow(RangeError);
  });
});

describe('secrets', () => {
  const codec = createStateCodec<Arena, Hand>({ shared: arena, secret: hand });
  const state = { room: roomOf(2), game: { players: spread(2) } };

  it('follow the shared part, which is the same bytes for everybody', () => {
    const seen: SeenState<Arena, Hand> = codec.decodeFull(
      joined(codec.sharedFull(state), codec.secretFull({ cards: [3, 4] })),
    );
    expect(seen).toEqual({ shared: state, secret: { cards: [3, 4] } });
    const next = codec.decodeDelta(
      joined(codec.sharedDelta(state, state), codec.secretDelta({ cards: [3, 4] }, { cards: [3, 4, 5] })),
      seen,
    );
    expect(next.shared).toBe(seen.shared);
    expect(next.secret).toEqual({ cards: [3, 4, 5] });
  });

  it('are nothing for those without a seat', () => {
    const body = joined(codec.sharedFull(state), codec.secretFull(undefined));
    expect(codec.decodeFull(body).secret).toBeUndefined();
  });

  it('cannot be left out or followed by anything', () => {
    const shared = codec.sharedFull(state);
    expect(() => codec.decodeFull(shared)).toThrow(ProtocolError);
    expect(() => codec.decodeFull(joined(shared, codec.secretFull(undefined), Uint8Array.of(0)))).toThrow(
      ProtocolError,
    );
  });
});

describe('bodies that nobody wrote', () => {
  const codec = createStateCodec<Arena, Hand>({ shared: arena, secret: hand });

  it('end in a typed error or in a state, never in anything else', () => {
    const roll = dice(7);
    const base: SeenState<Arena, Hand> = {
      shared: { room: roomOf(12), game: { players: spread(12) } },
      secret: { cards: [1] },
    };
    let refused = 0;
    for (let run = 0; run < 20_000; run += 1) {
      const body = Uint8Array.from({ length: roll(40) }, () => roll(256));
      if (roll(2) === 0) body[0] = 0xf0 | roll(16);
      for (const decode of [() => codec.decodeFull(body), () => codec.decodeDelta(body, base)]) {
        try {
          const seen = decode();
          codec.sharedFull(seen.shared);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          refused += 1;
        }
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
