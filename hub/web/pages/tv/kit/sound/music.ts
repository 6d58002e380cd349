import type { Loop } from './sequencer.ts';

/** Instruments of the house. */
export const instruments = {
  bass: { shape: 'triangle', loud: 0.16 },
  lead: { shape: 'square', loud: 0.05, length: 0.7 },
  pad: { shape: 'sine', loud: 0.07, attackMs: 80, length: 1 },
  kick: { shape: 'sine', loud: 0.3, glide: 0.35, length: 0.8 },
  hat: { shape: 'noise', loud: 0.03, length: 0.25 },
  snare: { shape: 'noise', loud: 0.09, length: 0.6 },
} as const;

/** Music of the house: quiet enough to talk over. */
export const loops = {
  /** While people come. */
  lobby: {
    tempo: 96,
    steps: 2,
    voices: [
      {
        instrument: instruments.pad,
        pattern: 'c4 - - - - - - - | a3 - - - - - - - | f3 - - - - - - - | g3 - - - - - - -',
      },
      {
        instrument: instruments.bass,
        pattern: 'c2 . . c2 . . g2 . | a1 . . a1 . . e2 . | f1 . . f1 . . c2 . | g1 . . g1 . . d2 .',
      },
      { instrument: instruments.hat, pattern: '. x' },
    ],
  },
  /** For a race or a chase. */
  race: {
    tempo: 132,
    steps: 4,
    voices: [
      { instrument: instruments.kick, pattern: 'x . . .' },
      { instrument: instruments.hat, pattern: '. . x .' },
      { instrument: instruments.snare, pattern: '. . . . x . . .' },
      {
        instrument: instruments.bass,
        pattern: 'a1 . a1 a2 . a1 . a2 | a1 . a1 a2 . a1 . a2 | f1 . f1 f2 . f1 . f2 | g1 . g1 g2 . g1 . g2',
      },
      {
        instrument: instruments.lead,
        pattern: 'a3 . c4 . e4 . c4 . | a3 . c4 . e4 . g4 . | a4 . e4 . c4 . a3 . | g3 . b3 . d4 . b3 .',
      },
    ],
  },
  /** While somebody thinks. */
  think: {
    tempo: 80,
    steps: 2,
    voices: [
      { instrument: instruments.bass, pattern: 'd2 . a2 . d2 . a2 . | bb1 . f2 . bb1 . f2 .' },
      { instrument: instruments.hat, pattern: 'x . x x' },
    ],
  },
} as const satisfies Readonly<Record<string, Loop>>;

export type MusicName = keyof typeof loops;
