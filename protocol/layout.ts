/** How a phone draws the controller of a game, as data. Buttons and axes are those of the W3C Gamepad "standard" mapping. */
export type Control = Part & {
  /** Shown only while each of these fields of the shared view is that word; without it, always. */
  readonly when?: readonly { readonly from: string; readonly is: string }[];
};

type Part =
  /** Two axes, -127..127 each. `x`, `y`: axis numbers; leave one out for a slider. */
  | {
      readonly kind: 'stick';
      readonly label: string;
      readonly x?: number;
      readonly y?: number;
      readonly max?: number;
    }
  /** Buttons 12..15: up, down, left, right. */
  | { readonly kind: 'dpad'; readonly label: string }
  | { readonly kind: 'button'; readonly label: string; readonly button: number; readonly big?: boolean }
  /** Tilt of the phone onto two axes, where the page is allowed to feel it. */
  | { readonly kind: 'tilt'; readonly label: string; readonly x?: number; readonly y?: number }
  /** A row of choices taken from the state: `from` is the name of a field of the shared view, a list of texts; sends a move of one byte, `tag`, and one, the index. */
  | { readonly kind: 'choices'; readonly label: string; readonly from: string; readonly tag: number }
  /** Free text; sends a move of `tag` and the UTF-8 text. */
  | { readonly kind: 'text'; readonly label: string; readonly tag: number; readonly maxBytes: number };

export interface ControllerLayout {
  readonly orientation: 'portrait' | 'landscape' | 'any';
  readonly controls: readonly Control[];
}
