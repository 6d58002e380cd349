import { describe, expect, it } from 'vitest';
import arena from '../../hub/games/arena/game.ts';
import { describeGame } from '../../hub/games/describe.ts';
import { Divergence } from '../../phone-sim/divergence.ts';
import { SharedDecoding } from '../../phone-sim/shared-decoding.ts';
import { createStateCodec, type SharedState } from '../../protocol/state-codec.ts';

const descriptor = describeGame(arena);
const codec = createStateCodec(descriptor);

const at = (x: number): SharedState => ({
  room: {
    phase: 'playing',
    count: 0,
    host: 1,
    locked: false,
    match: 1,
    members: new Map(),
    result: undefined,
  },
  game: { players: new Map([[0, { x, y: 0 }]]) },
});

describe('comparing what phones saw', () => {
  it('decodes the same bytes once, and lets phones that came in at different times share from then on', () => {
    const decoder = new SharedDecoding().codecOf(descriptor);
    const early = decoder.decodeFull(codec.sharedFull(at(1)));
    const step = codec.sharedDelta(at(1), at(2));
    const first = decoder.decodeDelta(step, early);
    expect(decoder.decodeDelta(step.slice(), early)).toBe(first);
    expect(decoder.decodeFull(codec.sharedFull(at(2)))).toBe(first);
    expect(first.shared).toEqual(at(2));
  });

  it('counts a tick once when two phones saw different states for it, and only then', () => {
    const decoder = new SharedDecoding().codecOf(descriptor);
    const [one, two] = [1, 2].map((x) => decoder.decodeFull(codec.sharedFull(at(x))).shared);
    if (!one || !two) throw new Error('unreachable');
    const divergence = new Divergence();
    divergence.saw(1, 10, one);
    divergence.saw(1, 10, one);
    divergence.saw(1, 11, two);
    divergence.saw(2, 10, two);
    expect(divergence.ticks).toBe(0);
    divergence.saw(1, 10, two);
    divergence.saw(1, 10, two);
    expect(divergence.ticks).toBe(1);
  });

  it('tells contents apart although their objects were forgotten meanwhile', () => {
    const decoder = new SharedDecoding().codecOf(descriptor);
    const see = (x: number): SharedState => decoder.decodeFull(codec.sharedFull(at(x))).shared;
    const before = see(0);
    for (let x = 1; x < 900; x += 1) see(x);
    const after = see(0);
    expect(after).not.toBe(before);
    const divergence = new Divergence();
    divergence.saw(1, 1, before);
    divergence.saw(1, 1, after);
    expect(divergence.ticks).toBe(0);
  });
});
