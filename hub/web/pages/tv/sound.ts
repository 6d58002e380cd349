import { effects, type SoundName } from './kit/sound/effects.ts';
import { Mixer } from './kit/sound/mixer.ts';

export type { SoundName };

/** The TV's loudspeaker. Browsers keep it shut until somebody touches the page, unless they were started as a kiosk. */
export class Speaker extends Mixer {
  /** Plays a sound of the house by its name. */
  play(name: SoundName): void {
    this.effect(effects[name]);
  }
}
