import type { Note, Wave } from './effect.ts';

interface Instrument {
  readonly shape: Wave;
  readonly loud: number;
  /** Share of its steps that a note sounds; the rest is its echo's. */
  readonly length?: number;
  readonly attackMs?: number;
  readonly glide?: number;
}

/** A voice of a loop. `pattern` has one word for each step: a note such as `c4`, `f#3` or `bb2`, `x` for a hit of a drum, `-` to hold the last one, `.` for nothing. */
export interface Voice {
  readonly instrument: Instrument;
  readonly pattern: string;
}

/** Music as data. Voices may be of different length: each goes round by itself. */
export interface Loop {
  /** Beats a minute. */
  readonly tempo: number;
  /** Steps of a beat. */
  readonly steps: number;
  readonly voices: readonly Voice[];
}

const semitones: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };
/** What a drum's hit is tuned to. */
const DRUM = 110;

/** @returns the hertz of a note: a4 is 440, bb4 and a#4 are the same. @throws Error that says how a note is written. */
export const hertzOf = (note: string): number => {
  const [, letter = '', sign, octave] = /^([a-g])([#b]?)([0-8])$/.exec(note) ?? [];
  const step = semitones[letter];
  if (step === undefined)
    throw new Error(
      `"${note}" is no note: write a letter a..g, # or b if it has one, and an octave 0..8, such as f#3`,
    );
  const sharp = sign === '#' ? 1 : sign === 'b' ? -1 : 0;
  return 440 * 2 ** ((step + sharp - 9 + 12 * (Number(octave) - 4)) / 12);
};

interface Struck {
  readonly hertz: number;
  /** Steps that it is held. */
  readonly held: number;
}

interface Part {
  readonly instrument: Instrument;
  /** By step: what begins there. */
  readonly struck: readonly (Struck | undefined)[];
}

const parsed = ({ instrument, pattern }: Voice): Part => {
  const words = pattern.split(/[\s|]+/).filter((word) => word !== '');
  if (words.length === 0) throw new Error('a voice has no steps: its pattern is empty');
  return {
    instrument,
    struck: words.map((word, i) => {
      if (word === '.' || word === '-') return undefined;
      let held = 1;
      while (words[i + held] === '-') held += 1;
      return { hertz: word === 'x' ? DRUM : hertzOf(word), held };
    }),
  };
};

/** What of a loop is to be played when. It knows no clock: it is asked for all notes up to a time, again and again. */
export class Sequencer {
  readonly stepSeconds: number;
  readonly #parts: readonly Part[];
  #step = 0;
  #start: number;

  /** @param start seconds at which the first step sounds. @throws Error for a pattern that cannot be read. */
  constructor({ tempo, steps, voices }: Loop, start: number) {
    if (!(tempo >= 20 && tempo <= 400))
      throw new Error(`a tempo of ${tempo} is none: 20..400 beats a minute`);
    if (!(Number.isInteger(steps) && steps >= 1 && steps <= 16))
      throw new Error(`${steps} steps of a beat are none: 1..16`);
    this.stepSeconds = 60 / tempo / steps;
    this.#parts = voices.map(parsed);
    this.#start = start;
  }

  /** @returns the notes of all steps before `until` that were not asked for yet. Steps that are over by `now` are left out: the page slept. */
  due(now: number, until: number): readonly Note[] {
    const missed = Math.ceil((now - this.#start) / this.stepSeconds - 1e-6);
    if (missed > this.#step) this.#step = missed;
    const notes: Note[] = [];
    // From the first step each time: sums of many small times would drift.
    for (let at = this.#at(); at < until; at = this.#at()) {
      for (const { instrument, struck } of this.#parts) {
        const one = struck[this.#step % struck.length];
        if (one) notes.push(this.#note(instrument, one, at));
      }
      this.#step += 1;
    }
    return notes;
  }

  #at(): number {
    return this.#start + this.#step * this.stepSeconds;
  }

  #note(instrument: Instrument, { hertz, held }: Struck, at: number): Note {
    const { shape, loud, length = 0.9, attackMs = 4, glide = 1 } = instrument;
    const seconds = held * this.stepSeconds * length;
    return {
      at,
      seconds,
      hertz,
      toHertz: hertz * glide,
      shape,
      loud,
      attack: Math.min(attackMs / 1_000, seconds / 2),
    };
  }
}
