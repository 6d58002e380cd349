import { describe, expect, it } from 'vitest';
import { notesOf } from '../../../hub/web/pages/tv/kit/sound/effect.ts';
import { effects } from '../../../hub/web/pages/tv/kit/sound/effects.ts';
import { loops } from '../../../hub/web/pages/tv/kit/sound/music.ts';
import { hertzOf, type Loop, Sequencer } from '../../../hub/web/pages/tv/kit/sound/sequencer.ts';

const beep = { shape: 'square', loud: 0.1 } as const;
const loop = (...patterns: string[]): Loop => ({
  tempo: 120,
  steps: 2,
  voices: patterns.map((pattern) => ({ instrument: beep, pattern })),
});

describe('effects', () => {
  it('are the eleven sounds of the house, by their names', () => {
    expect(Object.keys(effects).sort()).toEqual(
      ['hit', 'wall', 'serve', 'point', 'end', 'join', 'count', 'go', 'crash', 'right', 'wrong'].sort(),
    );
    expect(notesOf(effects.serve, 3)).toEqual([
      { at: 3, seconds: 0.06, hertz: 330, toHertz: 330, shape: 'triangle', loud: 0.2, attack: 0 },
      { at: 3.06, seconds: 0.06, hertz: 494, toHertz: 494, shape: 'triangle', loud: 0.2, attack: 0 },
    ]);
  });

  it('are kept within what ears and loudspeakers bear', () => {
    const [note] = notesOf({ notes: [1e9], noteMs: 1e9, shape: 'noise', loud: 50, glide: 0, attackMs: 1e9 });
    expect(note).toEqual({
      at: 0,
      seconds: 5,
      hertz: 12_000,
      toHertz: 20,
      shape: 'noise',
      loud: 1,
      attack: 2.5,
    });
    expect(notesOf({ ...effects.hit, notes: Array(1_000).fill(440) })).toHaveLength(32);
    expect(notesOf({ ...effects.end, everyMs: 10 })[2]?.at).toBeCloseTo(0.02);
  });
});

describe('notes', () => {
  it('have the pitch of a piano', () => {
    expect(hertzOf('a4')).toBe(440);
    expect(hertzOf('c4')).toBeCloseTo(261.63, 2);
    expect(hertzOf('bb2')).toBeCloseTo(hertzOf('a#2'));
    expect(hertzOf('a5')).toBeCloseTo(880);
  });

  it.each(['h4', 'a', 'a9', 'a##4', ''])('that are none are refused with how to write one: %s', (note) => {
    expect(() => hertzOf(note)).toThrow(/is no note: write a letter/);
  });
});

describe('a sequencer', () => {
  it('gives each step once, whatever the pieces in which it is asked', () => {
    const whole = new Sequencer(loop('a4 . c4 -', 'x .'), 10).due(10, 14);
    const pieces = new Sequencer(loop('a4 . c4 -', 'x .'), 10);
    const all = Array.from({ length: 400 }, (_, i) => pieces.due(10 + i / 100, 10 + (i + 1) / 100)).flat();
    expect(all).toEqual(whole);
    // 16 steps of a quarter of a second: two of four in the first voice, one of two in the second.
    expect(whole).toHaveLength(16);
    expect(whole.slice(0, 3).map(({ at }) => at)).toEqual([10, 10, 10.5]);
  });

  it('holds a note over its dashes, and lets voices of different length go round by themselves', () => {
    const notes = new Sequencer(loop('a4 - - .', 'c4 . .'), 0).due(0, 3);
    expect(notes[0]?.seconds).toBeCloseTo(0.75 * 0.9);
    expect(notes.filter(({ hertz }) => hertz !== 440).map(({ at }) => at)).toEqual([0, 0.75, 1.5, 2.25]);
  });

  it('does not drift in an hour', () => {
    const sequencer = new Sequencer({ ...loop('a4'), tempo: 130, steps: 4 }, 0);
    let last = 0;
    for (let second = 0; second < 3_600; second += 1)
      for (const { at } of sequencer.due(second, second + 1)) last = at;
    expect(last).toBeCloseTo((3_600 * 130 * 4) / 60 / ((130 * 4) / 60) - 60 / 130 / 4, 6);
  });

  it('leaves out what a page that slept has missed', () => {
    const sequencer = new Sequencer(loop('a4'), 0);
    sequencer.due(0, 1);
    expect(sequencer.due(100, 100.5).map(({ at }) => at)).toEqual([100, 100.25]);
  });

  it('refuses what it cannot play, with a sentence', () => {
    expect(() => new Sequencer({ ...loop('a4'), tempo: 0 }, 0)).toThrow('a tempo of 0 is none');
    expect(() => new Sequencer({ ...loop('a4'), steps: 0 }, 0)).toThrow('0 steps of a beat');
    expect(() => new Sequencer(loop(' | '), 0)).toThrow('its pattern is empty');
    expect(() => new Sequencer(loop('a4 q'), 0)).toThrow('"q" is no note');
  });

  it.each(Object.entries(loops))('plays the music of the house: %s', (_, music) => {
    const sequencer = new Sequencer(music, 0);
    const notes = sequencer.due(0, 30);
    expect(notes.length).toBeGreaterThan(30);
    // Voices that go round at odd times would never meet.
    const lengths = music.voices.map(({ pattern }) => pattern.split(/[\s|]+/).length);
    for (const length of lengths) expect(Math.max(...lengths) % length).toBe(0);
    const loudAt = new Map<number, number>();
    for (const { at, loud } of notes) loudAt.set(at, (loudAt.get(at) ?? 0) + loud);
    expect(Math.max(...loudAt.values())).toBeLessThan(0.7);
  });
});
