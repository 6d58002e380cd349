import { type Effect, type Note, notesOf } from './effect.ts';
import { type Loop, Sequencer } from './sequencer.ts';

/** How often music is looked after, and how far ahead it is put into the loudspeaker: a page that draws hard is late by less. */
const LOOK_MS = 100;
const AHEAD = 0.4;
/** Sounds at once; what is over is heard by nobody. */
const MOST_VOICES = 48;
/** Seconds in which volumes change: without, it clicks. */
const SOON = 0.05;

/** The sound of a page: effects and music, each with its volume. Browsers keep it shut until somebody touches the page. */
export class Mixer {
  #context: AudioContext | undefined;
  #effects: GainNode | undefined;
  #music: GainNode | undefined;
  #noise: AudioBuffer | undefined;
  #voices = 0;
  #sequencer: Sequencer | undefined;
  #playing: Loop | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #volumes = { effects: 1, music: 0.7 };
  #isMuted = false;

  /** Whether sounds are heard. */
  get isOpen(): boolean {
    return this.#context?.state === 'running';
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  async open(): Promise<void> {
    if (!this.#context) {
      this.#context = new AudioContext();
      const master = this.#context.createDynamicsCompressor();
      master.connect(this.#context.destination);
      this.#effects = this.#context.createGain();
      this.#music = this.#context.createGain();
      this.#effects.connect(master);
      this.#music.connect(master);
      this.#setVolumes(0);
    }
    if (this.#context.state === 'suspended') await this.#context.resume();
    if (this.#playing) this.music(this.#playing);
  }

  mute(muted: boolean): void {
    this.#isMuted = muted;
    this.#setVolumes(SOON);
  }

  /** @param volume 0..1 */
  volume(of: 'effects' | 'music', volume: number): void {
    this.#volumes = { ...this.#volumes, [of]: Math.min(1, Math.max(0, volume)) };
    this.#setVolumes(SOON);
  }

  effect(effect: Effect): void {
    const { currentTime } = this.#context ?? {};
    if (!this.isOpen || currentTime === undefined) return;
    for (const note of notesOf(effect, currentTime)) this.#play(note, this.#effects);
  }

  /** Plays a loop from its beginning until another or none is wanted; the same one goes on. @throws Error for a loop that cannot be read. */
  music(loop: Loop | undefined): void {
    if (loop && loop === this.#playing && this.#sequencer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#playing = loop;
    this.#sequencer = undefined;
    const context = this.#context;
    if (!loop || !this.isOpen || !context) return;
    this.#sequencer = new Sequencer(loop, context.currentTime + SOON);
    const look = (): void => {
      const { currentTime } = context;
      for (const note of this.#sequencer?.due(currentTime, currentTime + AHEAD) ?? [])
        this.#play(note, this.#music);
    };
    look();
    this.#timer = setInterval(look, LOOK_MS);
  }

  #setVolumes(within: number): void {
    const now = this.#context?.currentTime ?? 0;
    const { effects, music } = this.#volumes;
    this.#effects?.gain.setTargetAtTime(this.#isMuted ? 0 : effects, now, within / 3);
    this.#music?.gain.setTargetAtTime(this.#isMuted ? 0 : music, now, within / 3);
  }

  #play({ at, seconds, hertz, toHertz, shape, loud, attack }: Note, into: GainNode | undefined): void {
    const context = this.#context;
    if (!context || !into || loud === 0 || this.#voices >= MOST_VOICES) return;
    const end = at + seconds;
    const source = shape === 'noise' ? this.#hiss(context) : context.createOscillator();
    if (source instanceof OscillatorNode && shape !== 'noise') {
      source.type = shape;
      source.frequency.setValueAtTime(hertz, at);
      if (toHertz !== hertz) source.frequency.exponentialRampToValueAtTime(toHertz, end);
    }
    const volume = context.createGain();
    volume.gain.setValueAtTime(attack > 0 ? 0.001 : loud, at);
    if (attack > 0) volume.gain.exponentialRampToValueAtTime(loud, at + attack);
    volume.gain.exponentialRampToValueAtTime(0.001, end);
    source.connect(volume).connect(into);
    this.#voices += 1;
    source.onended = () => {
      this.#voices -= 1;
    };
    source.start(at);
    source.stop(end);
  }

  #hiss(context: AudioContext): AudioBufferSourceNode {
    if (!this.#noise) {
      this.#noise = context.createBuffer(1, context.sampleRate / 2, context.sampleRate);
      const samples = this.#noise.getChannelData(0);
      for (let i = 0; i < samples.length; i += 1) samples[i] = 2 * Math.random() - 1;
    }
    const source = context.createBufferSource();
    source.buffer = this.#noise;
    source.loop = true;
    return source;
  }
}
