import type { AnyGame } from '../game.ts';
import { wordsOf } from '../guard.ts';
import { declaredWrong } from './declared.ts';
import { tryLobby } from './lobby.ts';
import { rehearse } from './rehearsal.ts';

/** The games that can be chosen, by id, and those that were left out. */
export interface CheckedGames {
  readonly games: ReadonlyMap<string, AnyGame>;
  /** A sentence for each game that was left out, by its id; of two with one id the later one is. */
  readonly problems: readonly { readonly id: string; readonly words: string }[];
}

/**
 * Leaves out what can be seen to be wrong without running it, in about half a millisecond a game. A bad game costs only itself.
 * @param isKnown whether a game was looked at before, as those of the house are by the tests.
 */
export const checkDeclared = (
  all: readonly AnyGame[],
  isKnown: (game: AnyGame) => boolean = () => false,
): CheckedGames => {
  const games = new Map<string, AnyGame>();
  const problems: { readonly id: string; readonly words: string }[] = [];
  for (const game of all) {
    const { id, title } = game.meta;
    const twin = games.get(id);
    const wrong = twin
      ? `the id is taken by "${twin.meta.title}"; choose another`
      : isKnown(game)
        ? undefined
        : declaredWrong(game);
    if (wrong === undefined) games.set(id, game);
    else problems.push({ id, words: `The game "${title}" (${id}) is left out: ${wrong}.` });
  }
  return { games, problems };
};

/** @returns what keeps a game from being shown with nobody and with all seats taken, in words, or undefined. Takes a few milliseconds. */
export const checkLobby = (game: AnyGame): string | undefined => {
  try {
    tryLobby(game);
    return undefined;
  } catch (error) {
    return wordsOf(error);
  }
};

/** @returns the first thing that is wrong with a game, in words, or undefined: all that can be found out, which takes a while. */
export const checkGame = (game: AnyGame): string | undefined =>
  declaredWrong(game) ?? checkLobby(game) ?? rehearse(game);
