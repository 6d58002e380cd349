import { describe, expect, it } from 'vitest';
import arena from '../../hub/games/arena/game.ts';
import { describeGame } from '../../hub/games/describe.ts';
import { ClientLink } from '../../protocol/client/client-link.ts';
import { plainDecoding, StateReader } from '../../protocol/client/state-reader.ts';
import { isNewerEpoch, KEPT_STATES } from '../../protocol/client/state-store.ts';
import type { MessageOf } from '../../protocol/messages.ts';
import { createStateCodec, type SharedState } from '../../protocol/state-codec.ts';

const descriptor = describeGame(arena);
const codec = createStateCodec(descriptor);

const at = (x: number): SharedState => ({
  room: {
    phase: 'playing',
    count: 0,
    host: undefined,
    locked: false,
    match: 1,
    members: new Map(),
    result: undefined,
  },
  game: { players: new Map([[0, { x, y: 0 }]]) },
});
const xOf = ({ game }: SharedState): number | undefined =>
  (game as { players: ReadonlyMap<number, { x: number }> }).players.get(0)?.x;

const game = (epoch: number): MessageOf<'game'> => ({
  type: 'game',
  epoch,
  descriptor: JSON.stringify(descriptor),
});
const keyframe = (tick: number, epoch = 1): MessageOf<'keyframe'> => ({
  type: 'keyframe',
  epoch,
  tick,
  applied: 0,
  body: codec.sharedFull(at(tick % 1000)),
});
const delta = (from: number, to: number): MessageOf<'delta'> => ({
  type: 'delta',
  tick: to & 0xffff,
  age: to - from,
  applied: 0,
  body: codec.sharedDelta(at(from % 1000), at(to % 1000)),
});

const started = (): { reader: StateReader; link: ClientLink; other: ClientLink } => {
  const reader = new StateReader(plainDecoding);
  const link = new ClientLink(1, 'websocket', 0);
  const other = new ClientLink(2, 'ble', 0);
  reader.game(link, game(1));
  reader.game(other, game(1));
  return { reader, link, other };
};

describe('reading states (rule 6)', () => {
  it('finds a baseline whichever link it came on, also past tick 65,535', () => {
    const { reader, link, other } = started();
    reader.keyframe(link, keyframe(65_534));
    expect(reader.delta(other, delta(65_534, 65_537))).toMatchObject({
      result: 'state',
      isNewest: true,
      state: { tick: 65_537 },
    });
    expect(reader.newest && xOf(reader.newest.view.shared)).toBe(537);
  });

  it('keeps an older state from a slower link as a baseline, but does not show it', () => {
    const { reader, link, other } = started();
    reader.keyframe(link, keyframe(20));
    expect(reader.keyframe(other, keyframe(10))).toMatchObject({ result: 'state', isNewest: false });
    expect(reader.delta(link, delta(10, 21))).toMatchObject({ result: 'state', isNewest: true });
  });

  it(`keeps the newest ${KEPT_STATES} states and the last of each link; any other baseline must be asked for`, () => {
    const { reader, link, other } = started();
    reader.keyframe(other, keyframe(1));
    for (let tick = 2; tick <= 100; tick += 1) reader.keyframe(link, keyframe(tick));
    expect(reader.delta(link, delta(36, 101)).result).toBe('unreadable');
    expect(reader.delta(link, delta(38, 101)).result).toBe('state');
    expect(reader.delta(other, delta(1, 102)).result).toBe('state');
  });

  it('lets go of states of a game that is over, on a link that does not know yet', () => {
    const { reader, link, other } = started();
    reader.keyframe(link, keyframe(5));
    expect(reader.game(link, game(2))).toBeDefined();
    expect(reader.delta(other, delta(5, 6)).result).toBe('stale');
    expect(reader.keyframe(link, keyframe(7, 2))).toMatchObject({ result: 'state', isNewest: true });
    expect(reader.game(other, game(2))).toBeUndefined();
    expect(reader.keyframe(other, keyframe(8, 2))).toMatchObject({ result: 'state', isNewest: true });
  });

  it.each([
    [2, 1, true],
    [1, 2, false],
    [0, 255, true],
    [255, 0, false],
    [7, 7, false],
  ])('epoch %i after %i: %s', (a, b, newer) => {
    expect(isNewerEpoch(a, b)).toBe(newer);
  });
});
