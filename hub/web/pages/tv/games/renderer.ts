import type { SoundName } from '../sound.ts';
import type { Moment } from '../timeline.ts';

/** Who sits where, as a screen draws it. */
export interface SeatLook {
  readonly name: string;
  readonly colour: string;
}

export { FIELD } from '../kit/brush.ts';

export type Paint = CanvasRenderingContext2D;

/** How the TV shows one game. `View` is what everybody sees of it, as the game's schema `shared` says. */
export interface Renderer<View> {
  /** Draws the moment on a field of 1280 x 720. `now`: milliseconds, for things that move by themselves. */
  draw(paint: Paint, moment: Moment<View>, seats: ReadonlyMap<number, SeatLook>, now: number): void;
  /** What is heard between two states. */
  sounds?(before: View, after: View): readonly SoundName[];
  /** Points by seat, for the board beside the picture and the marks of a replay; without it there are none. */
  scores?(view: View): ReadonlyMap<number, number>;
  /** The picture itself shows the points: the board beside it has names only. */
  readonly drawsScores?: true;
  /** For games that make a good show while nobody is here: how many bots play then. */
  readonly show?: { readonly players: number };
}

/** @returns a value between two others. */
export const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

export const lookOf = (seats: ReadonlyMap<number, SeatLook>, seat: number): SeatLook =>
  seats.get(seat) ?? { name: '', colour: '#93a1b5' };
