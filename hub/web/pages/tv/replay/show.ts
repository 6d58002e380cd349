import { Player, type Wish } from '../../../../replay/player.ts';
import type { Moment as State } from '../../../../replay/reel.ts';
import { rendererOf } from '../games/index.ts';
import type { Speaker } from '../sound.ts';
import type { Moment } from '../timeline.ts';
import type { Loaded } from './load.ts';

/** How fast a match may be shown, forward and backward. */
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;
/** Faster than this nothing is heard, and backward neither. */
const FASTEST_HEARD = 2;
/** The result stays this long before the list comes back by itself. */
const LEAVE_MS = 12_000;
/** After a page slept in the background the match has not run on. */
const LONGEST_FRAME_MS = 250;
const VIEWS = 8;

/** A match that is shown: where the viewer is, what is to be drawn then, what is heard. Time comes in by `advance`. */
export class Show {
  readonly player: Player;
  readonly #loaded: Loaded;
  readonly #speaker: Pick<Speaker, 'play'>;
  /** By index of the state. */
  readonly #views = new Map<number, unknown>();
  #leavesInMs: number | undefined;

  constructor(loaded: Loaded, speaker: Pick<Speaker, 'play'>) {
    this.#loaded = loaded;
    this.#speaker = speaker;
    this.player = new Player(loaded.reel, 1, SPEEDS);
  }

  get state(): State {
    return this.player.moment;
  }

  /** Milliseconds until the list comes back; undefined unless the match was played to its end just now. */
  get leavesInMs(): number | undefined {
    return this.#leavesInMs;
  }

  /** Changes when what is written around the picture must be written anew. */
  get face(): string {
    const { ms, speed, isPlaying, index } = this.player;
    return [isPlaying ? Math.floor(ms / 100) : index, speed, isPlaying, this.#secondsLeft].join();
  }

  get #secondsLeft(): number {
    return this.#leavesInMs === undefined ? -1 : Math.ceil(this.#leavesInMs / 1000);
  }

  /** Lets time pass. @returns whether it is time to leave. */
  advance(ms: number): boolean {
    const { player } = this;
    const passed = Math.min(LONGEST_FRAME_MS, ms);
    if (this.#leavesInMs !== undefined) {
      this.#leavesInMs -= passed;
      return this.#leavesInMs <= 0;
    }
    if (!player.isPlaying) return false;
    const before = player.index;
    player.advance(passed);
    this.#sound(before, player.index);
    if (!player.isPlaying && player.speed > 0) this.#leavesInMs = LEAVE_MS;
    return false;
  }

  wish(wish: Wish): void {
    this.#leavesInMs = undefined;
    this.player.wish(wish);
  }

  seek(ms: number): void {
    this.#leavesInMs = undefined;
    this.player.seek(ms);
  }

  /** What to draw: between two states of a game that ticks, one state while it stands. */
  moment(): Moment<unknown> {
    const { reel } = this.#loaded;
    const { index, ms } = this.player;
    const from = this.view(index);
    const since = ms - reel.msAt(index);
    const gap = reel.msAt(Math.min(index + 1, reel.length - 1)) - reel.msAt(index);
    // Only ticks follow one another evenly: a count-down or a pause does not move.
    if (since <= 0 || gap <= 0 || gap > reel.game.meta.tickMs) return { from, to: from, share: 1 };
    return { from, to: this.view(index + 1), share: since / gap };
  }

  /** @returns what everybody saw in that state. */
  view(index: number): unknown {
    if (this.#views.has(index)) return this.#views.get(index);
    const { reel } = this.#loaded;
    const view = reel.game.view(reel.at(index).state.play);
    this.#views.set(index, view);
    const [oldest] = this.#views.keys();
    if (this.#views.size > VIEWS && oldest !== undefined) this.#views.delete(oldest);
    return view;
  }

  #sound(before: number, after: number): void {
    const { reel } = this.#loaded;
    const { sounds } = rendererOf(reel.game.meta.id);
    if (!sounds || Math.abs(this.player.speed) > FASTEST_HEARD) return;
    for (let i = Math.max(before, after - VIEWS); i < after; i += 1)
      if (reel.at(i + 1).state.phase === 'playing')
        for (const sound of sounds(this.view(i), this.view(i + 1))) this.#speaker.play(sound);
  }
}
