/** Sounds of the house, made on the spot: no files to load. */
export type SoundName =
  | 'hit'
  | 'wall'
  | 'serve'
  | 'point'
  | 'end'
  | 'join'
  | 'count'
  | 'go'
  | 'crash'
  | 'right'
  | 'wrong';

interface Tone {
  /** Hertz, one after the other. */
  readonly notes: readonly number[];
  readonly noteMs: number;
  readonly shape: OscillatorType;
  readonly loud: number;
}

const tones: Readonly<Record<SoundName, Tone>> = {
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
};

/** The TV's loudspeaker. Browsers keep it shut until somebody touches the page, unless they were started as a kiosk. */
export class Speaker {
  #context: AudioContext | undefined;

  /** Whether sounds are heard. */
  get isOpen(): boolean {
    return this.#context?.state === 'running';
  }

  async open(): Promise<void> {
    this.#context ??= new AudioContext();
    if (this.#context.state === 'suspended') await this.#context.resume();
  }

  play(name: SoundName): void {
    const context = this.#context;
    if (context?.state !== 'running') return;
    const { notes, noteMs, shape, loud } = tones[name];
    notes.forEach((hertz, i) => {
      const start = context.currentTime + (i * noteMs) / 1_000;
      const end = start + noteMs / 1_000;
      const note = context.createOscillator();
      const volume = context.createGain();
      note.type = shape;
      note.frequency.value = hertz;
      volume.gain.setValueAtTime(loud, start);
      volume.gain.exponentialRampToValueAtTime(0.001, end);
      note.connect(volume).connect(context.destination);
      note.start(start);
      note.stop(end);
    });
  }
}
