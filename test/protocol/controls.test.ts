import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dice } from '../../hub/games/check/chance.ts';
import { isMoveOf } from '../../hub/pipeline/moves.ts';
import { encode } from '../../protocol/codec.ts';
import { controlKinds } from '../../protocol/controls.ts';
import { type Input, pad } from '../../protocol/inputs.ts';
import type { Control } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import { PENS, POINTS, packInk, readInk } from '../../protocol/strokes.ts';
import { inputOf } from '../games/support/any-control.ts';

const shared = { few: ['a', 'b', 'c'], many: Array.from({ length: 63 }, (_, i) => `${i}`), none: [] };

const all: readonly Control[] = [
  { kind: 'stick', label: '', x: 0, y: 1 },
  { kind: 'dpad', label: '' },
  { kind: 'button', label: '', button: 16 },
  { kind: 'tilt', label: '', x: 2 },
  { kind: 'choices', label: '', from: 'few', tag: 1 },
  { kind: 'text', label: '', tag: 2, maxBytes: 20 },
  { kind: 'slider', label: '', axis: 3 },
  { kind: 'swipe', label: '', tag: 3, ways: 4 },
  { kind: 'swipe', label: '', tag: 4, ways: 8 },
  { kind: 'hold', label: '', button: 2 },
  { kind: 'card', label: '', from: 'word' },
  { kind: 'shake', label: '', button: 5 },
  { kind: 'order', label: '', from: 'few', tag: 5 },
  { kind: 'order', label: '', from: 'many', tag: 6 },
  { kind: 'order', label: '', from: 'none', tag: 7 },
  { kind: 'draw', label: '', tag: 8, pens: 3 },
];

const frame = (input: Input): number => encode({ type: 'input', first: 1, inputs: [input] }).length;
const isAccepted = (bytes: Uint8Array): boolean => isMoveOf(all, bytes, shared);

describe('controls', () => {
  it('are all tried here', () => {
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(Object.keys(controlKinds)));
  });

  it('5.6 make only what the hub takes, and no more bytes than a move has', () => {
    const dice = new Dice(11);
    for (let round = 0; round < 300; round += 1)
      for (const control of all) {
        const input = inputOf(dice, control, shared);
        const makes = controlKinds[control.kind].sends;
        if (makes === 'nothing') expect(input).toBeUndefined();
        if (!input) continue;
        expect(input.kind, control.kind).toBe(makes);
        if (input.kind !== 'move') continue;
        expect(input.bytes.length).toBeLessThanOrEqual(limits.moveBytes);
        expect(isAccepted(input.bytes), `${control.kind} ${input.bytes}`).toBe(true);
      }
  });

  it('6.4.6 cost what SPEC.md says', () => {
    const spec = readFileSync(new URL('../../protocol/SPEC.md', import.meta.url), 'utf8');
    const table = spec.slice(spec.indexOf('**6.4.6**'));
    const cost = (control: string): string =>
      new RegExp(`^\\| ${control} +\\| ([^|]+?) +\\|`, 'm').exec(table)?.[1] ?? '';
    const move = (length: number): Input => ({ kind: 'move', bytes: new Uint8Array(length) });
    const [one, two, four] = [frame(pad(0, 9)), frame(pad(0, 9, 9)), frame(pad(0, 9, 9, 9, 9))];
    expect(cost('slider, stick, tilt')).toBe(`${one} (one axis) to ${two} (two)`);
    expect(cost('two sticks')).toBe(`up to ${four}`);
    const [low, high, up] = [frame(pad(1)), frame(pad(1 << 16)), frame(pad())];
    expect(cost('button, hold, dpad')).toBe(`${low} pressed (${high} for buttons 8..16), ${up} let go`);
    expect(cost('shake')).toBe(`${low} and ${up}`);
    expect(cost('swipe, choices')).toBe(`${frame(move(2))}`);
    expect(cost('order')).toBe(`${frame(move(1))} + number of texts`);
    expect(cost('text')).toBe(`${frame(move(1))} + bytes of the text`);
    expect(cost('draw')).toBe(`${frame(move(4))} to ${frame(move(limits.moveBytes))}`);
  });
});

describe('ink', () => {
  const points = fc
    .array(fc.nat(255), { minLength: 2, maxLength: 2 * POINTS })
    .filter((all) => all.length % 2 === 0);
  const pens = fc.nat(PENS - 1);

  it('6.4.5 comes back as it was drawn', () => {
    fc.assert(
      fc.property(fc.constantFrom('begin', 'go'), pens, points, (what, pen, drawn) => {
        expect(readInk(packInk({ what, pen, points: drawn }))).toEqual({ what, pen, points: drawn });
      }),
    );
    for (const what of ['undo', 'clear'] as const)
      expect(readInk(packInk({ what, pen: 2, points: [] }))).toEqual({ what, pen: 2, points: [] });
  });

  it('6.4.5 is read from any bytes or refused, never half', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.integer({ min: 1, max: PENS }), (bytes, count) => {
        const ink = readInk(bytes, count);
        if (!ink) return;
        expect(ink.pen).toBeLessThan(count);
        expect(packInk(ink)).toEqual(bytes);
      }),
    );
    for (const bad of [[], [0], [1, 5], [2, 1, 1], [3, 1, 1], [1 | (3 << 2), 1, 1]])
      expect(readInk(Uint8Array.from(bad), 3), String(bad)).toBeUndefined();
    expect(readInk(Uint8Array.from([1, ...Array(2 * POINTS + 2).fill(0)]))).toBeUndefined();
    expect(() => packInk({ what: 'go', pen: PENS, points: [] })).toThrow('pen 8 is not within 0..7');
    expect(() => packInk({ what: 'go', pen: 0, points: Array(64).fill(0) })).toThrow('32 points are over 31');
  });
});
