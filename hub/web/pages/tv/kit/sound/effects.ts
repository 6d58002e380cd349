import type { Effect } from './effect.ts';

/** The sounds of the house. */
export const effects = {
  hit: { notes: [440], noteMs: 70, shape: 'square', loud: 0.16 },
  wall: { notes: [220], noteMs: 60, shape: 'square', loud: 0.1 },
  serve: { notes: [330, 494], noteMs: 60, shape: 'triangle', loud: 0.2 },
  point: { notes: [392, 311, 233], noteMs: 110, shape: 'sawtooth', loud: 0.12 },
  end: { notes: [523, 659, 784, 1047], noteMs: 140, shape: 'triangle', loud: 0.25 },
  join: { notes: [587, 880], noteMs: 90, shape: 'triangle', loud: 0.2 },
  count: { notes: [440], noteMs: 140, shape: 'triangle', loud: 0.25 },
  go: { notes: [880], noteMs: 320, shape: 'triangle', loud: 0.25 },
  crash: { notes: [160, 110, 70], noteMs: 90, shape: 'sawtooth', loud: 0.2 },
  right: { notes: [659, 988], noteMs: 110, shape: 'triangle', loud: 0.25 },
  wrong: { notes: [196, 147], noteMs: 160, shape: 'square', loud: 0.12 },
} as const satisfies Readonly<Record<string, Effect>>;

export type SoundName = keyof typeof effects;
