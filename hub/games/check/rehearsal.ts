import type { AnyGame, GameEvent } from '../game.ts';
import { type GuardedGame, guarded, wordsOf } from '../guard.ts';
import { anyEvents, Dice } from './chance.ts';
import { deepFreeze } from './freeze.ts';
import { canonical } from './plain.ts';
import { Shown } from './shown.ts';

/** Steps of one match on trial, and how many matches. */
const STEPS = 60;
const SEEDS: readonly number[] = [1, 2, 3];
/** Seats that play at most. */
const MOST = 12;

/** Texts in what somebody sees, however deep. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return value.length > 2 ? [value] : [];
  if (value instanceof Map) return [...value.values()].flatMap(textsIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return [];
};

/** @returns whether, at the very beginning of matches, everybody can read what each seat alone should. */
const leaks = (game: GuardedGame, seats: readonly number[]): boolean => {
  const told = SEEDS.map((seed) => {
    const state = game.setup({ seats, random: { seed } });
    const open = new Set(textsIn(game.view(state)));
    const secrets = seats.flatMap((seat) => textsIn(game.secretOf?.(state, seat)));
    return { isOpen: secrets.length > 0 && secrets.every((text) => open.has(text)), secrets: secrets.join() };
  });
  // Words that are the same in every match are labels, not secrets.
  return new Set(told.map(({ secrets }) => secrets)).size > 1 && told.every(({ isOpen }) => isOpen);
};

const botsOf = (game: GuardedGame, state: unknown, seats: readonly number[], dice: Dice): GameEvent[] => {
  const shared = deepFreeze(game.view(state));
  return seats.flatMap((seat): GameEvent[] => {
    const secret = deepFreeze(game.secretOf?.(state, seat));
    const input = game.bot?.({ shared, secret, seat }, dice.one);
    return input ? [{ type: 'input', seat, input }] : [];
  });
};

/** A match on trial: a digest of its states, and how it stands at the end. */
interface Trial {
  readonly digest: string;
  readonly state: unknown;
}

/**
 * A short match on frozen states: bots play, and phones send and do whatever they can.
 * @throws GameFault.
 */
const playOnce = (game: GuardedGame, seats: readonly number[], seed: number): Trial => {
  const dice = new Dice(seed);
  const shown = new Shown(game);
  let state = deepFreeze(game.setup({ seats, random: { seed } }));
  const digest: string[] = [];
  for (let i = 0; i < STEPS; i += 1) {
    // Half of it in order, half of it in disorder.
    const inputs =
      i < STEPS / 2
        ? [...botsOf(game, state, seats, dice), { type: 'tick' as const }]
        : anyEvents(dice, MOST);
    state = deepFreeze(game.reduce(state, deepFreeze(inputs)));
    shown.show(state, [i % MOST]);
    game.result(state);
    if (i % 10 === 0) digest.push(canonical(state));
  }
  return { digest: [...digest, canonical(state)].join('\n'), state };
};

/**
 * Plays a game on trial: dearer than all that is looked at before.
 * @param seeds of the matches; each is played twice.
 * @returns the first thing that is wrong with it, in words, or undefined.
 */
export const rehearse = (game: AnyGame, seeds = SEEDS): string | undefined => {
  const safe = guarded(game);
  const most = Math.min(game.meta.seats.max, MOST);
  const seats = Array.from({ length: most }, (_, seat) => seat);
  try {
    if (game.secret && leaks(safe, seats))
      return 'all secrets can be read in what everybody sees: the view must leave them out';
    for (const seed of seeds) {
      const once = playOnce(safe, seats, seed);
      const again = playOnce(safe, seats, seed);
      if (once.digest !== again.digest)
        return 'the same seed and the same inputs made two different matches: is there chance (Math.random) or a clock (Date) in it, or something remembered outside of the state?';
      const [own, copied] = [once.state, structuredClone(once.state)].map((state) =>
        canonical(safe.reduce(state, [{ type: 'tick' }])),
      );
      if (own !== copied)
        return 'a copy of its state goes on in another way: is something remembered outside of the state?';
    }
    return undefined;
  } catch (error) {
    return wordsOf(error);
  }
};
