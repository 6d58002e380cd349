import type { ControlPart } from './controls.ts';

/** How a phone draws the controller of a game, as data. Buttons and axes are those of the W3C Gamepad "standard" mapping. */
export type Control = ControlPart & {
  /** Shown only while each of these fields of the shared view is that word; without it, always. */
  readonly when?: readonly { readonly from: string; readonly is: string }[];
};

export interface ControllerLayout {
  readonly orientation: 'portrait' | 'landscape' | 'any';
  readonly controls: readonly Control[];
  /** Kinds of control that came in a descriptor and are not known here: they are left out. */
  readonly skipped?: readonly string[];
}
