/** A field of characters that a game is drawn on in a terminal. Places are shares of the field, 0 to 1; what lies beside it is left out. */
export interface TextField {
  /** Rows of the field. */
  readonly height: number;
  put(x: number, y: number, character: string): void;
  /** The letter of a player's seat. */
  seat(x: number, y: number, seat: number): void;
}

/** Draws what everybody sees on a field of characters. */
export type DrawText<View> = (field: TextField, view: View) => void;

/** Gives the drawing of a game in a terminal its types. */
export const defineTerminal = <View>(draw: DrawText<View>): DrawText<View> => draw;
