// What scripts/house.mjs finds in the folders beside this file, as modules. Each lists one part of every game, in the order of the games.

declare module 'partyline:house/games' {
  /** A file of a pack of the house, and what it holds. */
  export type OwnPack = readonly [file: string, json: unknown];
  const games: readonly {
    readonly name: string;
    readonly isExample: boolean;
    /** The default export of its game.ts. */
    readonly rules: unknown;
    /** What its packs.ts exports, and the files of its own folder `packs`. */
    readonly packs?: {
      readonly read: (json: unknown, file: string) => { readonly id: string };
      readonly own: readonly OwnPack[];
    };
  }[];
  export default games;
}

declare module 'partyline:house/texts' {
  const texts: readonly import('./folder.ts').HousePart<
    import('./translations.ts').Translations | ((gameId: string) => import('./translations.ts').Translations)
  >[];
  export default texts;
}

declare module 'partyline:house/rules' {
  /** A game.ts, loaded when it is wanted. */
  const rules: readonly import('./folder.ts').HousePart<
    () => Promise<{
      readonly default: unknown;
      readonly ofContent?: (
        meta: Pick<import('./game.ts').GameMeta, 'id' | 'title' | 'rules'>,
        content: unknown,
      ) => import('./game.ts').AnyGame;
    }>
  >[];
  export default rules;
}

declare module 'partyline:house/terminals' {
  const terminals: readonly import('./folder.ts').HousePart<import('./terminal.ts').DrawText<never>>[];
  export default terminals;
}

declare module 'partyline:house/scores' {
  /** The screens, for whoever knows no canvas. */
  const screens: readonly import('./folder.ts').HousePart<{
    scores?(view: unknown): ReadonlyMap<number, number>;
  }>[];
  export default screens;
}
