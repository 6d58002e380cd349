/** How a tone sounds; `noise` is none, but a hiss for bangs and steps. */
export type Wave = 'sine' | 'square' | 'sawtooth' | 'triangle' | 'noise';

/** A sound as a few figures: no file to load. */
export interface Effect {
  /** Hertz, one after the other. */
  readonly notes: readonly number[];
  readonly noteMs: number;
  readonly shape: Wave;
  /** 0..1 */
  readonly loud: number;
  /** Each note glides to so many times its own hertz. */
  readonly glide?: number;
  /** Milliseconds from one note to the next if they overlap or leave gaps; `noteMs` without it. */
  readonly everyMs?: number;
  /** Milliseconds until it is loud: 0 is a knock. */
  readonly attackMs?: number;
}

/** One note, ready to be played. Times are seconds. */
export interface Note {
  readonly at: number;
  readonly seconds: number;
  readonly hertz: number;
  readonly toHertz: number;
  readonly shape: Wave;
  readonly loud: number;
  readonly attack: number;
}

/** Notes of one effect; more would be music. */
const MOST_NOTES = 32;
const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** @returns the notes of an effect from a time on, kept within what ears and loudspeakers bear. */
export const notesOf = (effect: Effect, start = 0): readonly Note[] => {
  const seconds = between(0.01, effect.noteMs / 1_000, 5);
  const every = Math.max(0, (effect.everyMs ?? effect.noteMs) / 1_000);
  return effect.notes.slice(0, MOST_NOTES).map((note, i) => {
    const hertz = between(20, note, 12_000);
    return {
      at: start + i * every,
      seconds,
      hertz,
      toHertz: between(20, hertz * (effect.glide ?? 1), 12_000),
      shape: effect.shape,
      loud: between(0, effect.loud, 1),
      attack: between(0, (effect.attackMs ?? 0) / 1_000, seconds / 2),
    };
  });
};
