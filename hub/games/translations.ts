/** What people read of a game in one language. What is left out is read as the game declares it. */
export interface GameTexts {
  readonly title?: string;
  readonly rules?: string;
  /** Labels of the controls, by the label that the game declares. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The texts of one game by language (BCP 47). */
export type Translations = Readonly<Record<string, GameTexts>>;
