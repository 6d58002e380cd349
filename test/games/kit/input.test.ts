import { describe, expect, it } from 'vitest';
import type { GameEvent } from '../../../hub/games/game.ts';
import * as kit from '../../../hub/games/kit/index.ts';
import { type Input, pad } from '../../../protocol/inputs.ts';
import { compile } from '../../../protocol/schema/compile.ts';
import { deltaOf, fromDelta, fromFull, fullOf } from '../../schema/bits.ts';

const move = (...bytes: number[]): Input => ({ kind: 'move', bytes: Uint8Array.from(bytes) });

describe('buttons', () => {
  it('are pressed and released once, however long they are held', () => {
    const [up, down] = [pad(), pad(0b101)];
    expect([kit.isPressed(up, down, 2), kit.isPressed(down, down, 2), kit.isPressed(up, down, 1)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([kit.isReleased(down, up, 0), kit.isReleased(up, up, 0)]).toEqual([true, false]);
    expect(kit.isHeld(pad(1 << 16), 16)).toBe(true);
  });

  it('point with the d-pad, and nowhere with two opposite ones', () => {
    expect(kit.dpadOf(pad((1 << 12) | (1 << 15)))).toEqual({ x: 1, y: -1 });
    expect(kit.dpadOf(pad((1 << 14) | (1 << 15) | (1 << 13)))).toEqual({ x: 0, y: 1 });
  });

  it('are let go by who stands up or goes away; moves change nothing', () => {
    const held: GameEvent = { type: 'input', seat: 3, input: pad(1) };
    const pads = kit.padsAfter(new Map(), held);
    expect(kit.padOf(pads, 3).buttons).toBe(1);
    expect(kit.padsAfter(pads, { type: 'input', seat: 3, input: move(1) })).toBe(pads);
    expect(kit.padsAfter(pads, { type: 'tick' })).toBe(pads);
    for (const type of ['stand', 'away'] as const)
      expect(kit.padOf(kit.padsAfter(pads, { type, seat: 3 }), 3)).toEqual(pad());
  });

  it('are counted while they are held, and told once when they come up', () => {
    let pads: kit.Pads = new Map([[0, pad(1)]]);
    let held: ReadonlyMap<number, number> = new Map();
    for (let i = 0; i < 3; i += 1) held = kit.holdsAfterTick(held, pads, 0).held;
    expect(held.get(0)).toBe(3);
    expect(kit.holdsAfterTick(held, pads, 0, 3).held.get(0)).toBe(3);
    expect(kit.holdsAfterTick(held, pads, 0).released.size).toBe(0);
    pads = new Map([[0, pad()]]);
    const after = kit.holdsAfterTick(held, pads, 0);
    expect([...after.released]).toEqual([[0, 3]]);
    expect(kit.holdsAfterTick(after.held, pads, 0).released.size).toBe(0);
  });
});

describe('moves', () => {
  it('are read as choices only where they are one', () => {
    expect(kit.readChoice(kit.choose(7, 2), 7, 3)).toBe(2);
    for (const bad of [move(7, 3), move(7), move(7, 1, 1), move(8, 1), move(), pad(1)])
      expect(kit.readChoice(bad, 7, 3)).toBeUndefined();
  });

  it('are read as clean text', () => {
    expect(kit.readText(kit.say(1, '  Käse \n Brot '), 1, 40)).toBe('Käse Brot');
    expect(kit.readText(kit.say(1, 'äöü'), 1, 3)).toBe('ä');
    for (const bad of [move(1), move(1, 32, 10), move(2, 65), pad()])
      expect(kit.readText(bad, 1, 40)).toBeUndefined();
    // Three bytes for each that is no UTF-8: still no more than asked for.
    const junk = kit.readText(move(1, ...Array<number>(60).fill(0xff)), 1, 40) ?? '';
    expect(kit.bytesOf(junk)).toBe(39);
    const longest = kit.say(1, 'x'.repeat(100));
    expect(longest.kind === 'move' && longest.bytes.length).toBe(64);
  });

  it('are read as numbers only within their range', () => {
    expect(kit.readNumber(kit.say(1, ' -12 '), 1, -20, 20)).toBe(-12);
    expect(Object.is(kit.readNumber(kit.say(1, '-0'), 1, -20, 20), 0)).toBe(true);
    for (const bad of ['21', '1e1', '', '1.5', '١', '9999999999999', 'NaN'])
      expect(kit.readNumber(kit.say(1, bad), 1, -20, 20)).toBeUndefined();
  });
});

describe('moves of other controls', () => {
  it('are read as directions, clockwise from up', () => {
    expect([0, 1, 2, 3].map((way) => kit.readSwipe(kit.swipe(2, way), 2, 4))).toEqual([
      { x: 0, y: -1 },
      { x: 1, y: 0 },
      { x: 0, y: 1 },
      { x: -1, y: 0 },
    ]);
    expect(kit.readSwipe(kit.swipe(2, 5), 2, 8)).toEqual({ x: -1, y: 1 });
    expect(kit.readSwipe(kit.swipe(2, 4), 2, 4)).toBeUndefined();
  });

  it('are read as an order only if each is there once', () => {
    expect(kit.readOrder(kit.arrange(4, [2, 0, 1]), 4, 3)).toEqual([2, 0, 1]);
    for (const bad of [move(4, 0, 1), move(4, 0, 1, 1), move(4, 0, 1, 3), move(5, 0, 1, 2), pad()])
      expect(kit.readOrder(bad, 4, 3)).toBeUndefined();
  });

  it('are read as ink, and make a picture that is bounded', () => {
    const drawn = (what: 'begin' | 'go' | 'undo' | 'clear', ...points: number[]) =>
      kit.readDrawn(kit.ink(1, { what, pen: 1, points }), 1, 2);
    const on = (picture: kit.Picture, ...all: ReturnType<typeof drawn>[]): kit.Picture =>
      all.reduce((sheet, one) => (one ? kit.drawnOn(sheet, one) : sheet), picture);
    expect(kit.readDrawn(kit.ink(1, { what: 'begin', pen: 2, points: [1, 1] }), 1, 2)).toBeUndefined();
    const two = on([], drawn('begin', 1, 2), drawn('go', 3, 4), drawn('begin', 9, 9));
    expect(two).toEqual([
      { pen: 1, points: [1, 2, 3, 4] },
      { pen: 1, points: [9, 9] },
    ]);
    expect(on(two, drawn('undo'))).toEqual(two.slice(0, 1));
    expect(on(two, drawn('clear'))).toEqual([]);
    const empty: kit.Picture = [];
    expect(on(empty, drawn('go', 1, 1), drawn('undo'), drawn('clear'))).toBe(empty);
    expect(kit.drawnOn(two, { what: 'go', pen: 0, points: [1, 1] })).toBe(two);
    let full: kit.Picture = [];
    const piece = Array<number>(62).fill(7);
    for (let i = 0; i < 400; i += 1)
      full = on(full, drawn(i % 20 === 0 ? 'begin' : 'go', ...piece), drawn('begin', i % 256, 0));
    expect(full.length).toBeLessThanOrEqual(64);
    expect(full.reduce((sum, { points }) => sum + points.length, 0)).toBeLessThanOrEqual(2_400);
    const codec = compile(kit.pictureShape);
    expect(fromFull(codec, fullOf(codec, full))).toEqual(full);
    // What is added is sent, not the whole picture: two bytes a point.
    const more = on(two, drawn('go', ...piece));
    expect(deltaOf(codec, two, more).length).toBeLessThan(70);
    expect(fromDelta(codec, deltaOf(codec, two, more), two)).toEqual(more);
  });
});

describe('text', () => {
  it('is cleaned for a TV and cut at whole characters', () => {
    expect(kit.cleanText(' a\u202eb\u0000 \n c ', 99)).toBe('a b c');
    expect(kit.cutToBytes('a😀b', 4)).toBe('a');
    expect(kit.cutToBytes('a😀b', 5)).toBe('a😀');
  });

  it('is an answer in other spellings, with one slip in a long word and none in a number', () => {
    const right = (said: string): boolean => kit.isSameAnswer(['Die Königin', '1789'], said);
    for (const said of ['königin', 'Koenigin', 'konigin', 'the KÖNIGIN!', 'Könign', 'Köingin', '1789'])
      expect(right(said), said).toBe(true);
    for (const said of ['', 'König', '1788', 'Kaiserin']) expect(right(said), said).toBe(false);
  });

  it('is rude in both languages and in the usual disguises, and not in words that are none', () => {
    for (const rude of [
      'Arschloch',
      'you A$$',
      'sh1t',
      'F.u.c.k',
      'fuuuuck',
      'Scheiße',
      'fickt euch ihr Fotzen',
    ])
      expect(kit.isRude(rude), rude).toBe(true);
    for (const fine of [
      'Scunthorpe',
      'classic bass',
      'Essex',
      '455',
      'Dickens',
      'snigger',
      'Barsch',
      'Schiff',
      'Assel',
      'cockpit',
      '',
    ])
      expect(kit.isRude(fine), fine).toBe(false);
    expect(kit.masked('Du Arschloch, hallo 455')).toBe('Du A********* hallo 455');
  });
});
