import type { ControllerLayout } from './layout.ts';
import type { Schema } from './schema/schema.ts';

/** All that a phone must know of a game, sent as JSON in the `game` message: what its states look like and how to draw its controller. */
export interface GameDescriptor {
  readonly id: string;
  readonly title: string;
  readonly rules: string;
  readonly seats: { readonly min: number; readonly max: number };
  /** 0: states come only when something happens. */
  readonly tickMs: number;
  readonly away: 'pause' | 'bot' | 'play';
  readonly controller: ControllerLayout;
  readonly shared: Schema;
  readonly secret?: Schema;
}
