import type { SoundName } from '../sound.ts';
import type { Moment } from '../timeline.ts';

/** Who sits where, as a screen draws it. */
export interface SeatLook {
  readonly name: string;
  readonly colour: string;
}

export { FIELD } from '../kit/brush.ts';

export type Paint = CanvasRenderingContext2D;

/** How the TV shows one game. `View` is the shared view of the game, as its folder in hub/games defines it. */
export interface Renderer<View> {
  /** Draws the moment on a field of 1280 x 720. `now`: milliseconds, for things that move by themselves. */
  draw(paint: Paint, moment: Moment<View>, seats: ReadonlyMap<number, SeatLook>, now: number): void;
  /** What is heard between two states. */
  sounds?(before: View, after: View): readonly SoundName[];
  /** Points by seat for the board beside the picture; without it there is no board. */
  scores?(view: View): ReadonlyMap<number, number>;
}

/** @returns a value between two others. */
export const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

export const lookOf = (seats: ReadonlyMap<number, SeatLook>, seat: number): SeatLook =>
  seats.get(seat) ?? { name: '', colour: '#93a1b5' };
