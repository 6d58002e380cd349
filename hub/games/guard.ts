import { ByteWriter } from '../../protocol/bytes/writer.ts';
import { type Input, input } from '../../protocol/inputs.ts';
import type { AnyGame, GameEvent } from './game.ts';

/** What the room asks of a game; `encode` is what it does itself with the answer. */
type Doing = 'setup' | 'reduce' | 'view' | 'secretOf' | 'result' | 'bot' | 'encode' | 'save';

/** Points that the room can show; see protocol/room-view.ts. */
const MOST_POINTS = 1_000_000;
/** Bytes of a sentence about a game: it is kept with the room, and recorded. */
export const WORDS_BYTES = 800;
const MOST_WORDS = 260;

/** Files that games call: an error that comes from there is shown where the game called. */
const LENT = /[/\\](protocol|node_modules|check)[/\\]|[/\\]games[/\\](guard|random|numbers)\.ts/;
const FRAME = /^\s+at .*?((?:file:|https?:|\/|[A-Z]:)[^\s()]+?):(\d+):\d+\)?$/;

/** @returns the place that an error comes from, such as `games/pong/game.ts:135`, if its stack tells. */
const placeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const frames = (error.stack ?? '').split('\n').flatMap((line) => {
    const [, path, number] = FRAME.exec(line) ?? [];
    return path === undefined ? [] : [{ path, number }];
  });
  const frame = frames.find(({ path }) => !LENT.test(path)) ?? frames[0];
  return frame && `${frame.path.split(/[/\\]/).slice(-3).join('/')}:${frame.number}`;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Circumstances {
  readonly seat?: number | undefined;
  readonly event?: GameEvent | undefined;
}

const seen = ({ event, seat }: Circumstances): string => {
  if (event?.type === 'tick') return ' with "tick"';
  if (event) return ` with "${event.type}" of seat ${event.seat}`;
  return seat === undefined ? '' : ` for seat ${seat}`;
};

/** A game did what it must not: it threw, or gave what does not fit. It is the only thing that a {@link GuardedGame} throws. */
export class GameFault extends Error {
  override readonly name = 'GameFault';
  readonly game: string;
  readonly doing: Doing;
  readonly #title: string;
  readonly #where: string | undefined;
  readonly #circumstances: Circumstances;

  /** @param circumstances what is known besides: the seat that it was about, the event that it was given. */
  constructor(
    { meta }: Pick<AnyGame, 'meta'>,
    doing: Doing,
    cause: unknown,
    circumstances: Circumstances = {},
  ) {
    super(messageOf(cause), { cause });
    this.game = meta.id;
    this.doing = doing;
    this.#title = meta.title;
    // An encoder that refuses a value stands in the protocol's own files: its message names the value, and that is what helps.
    this.#where = doing === 'encode' || doing === 'save' ? undefined : placeOf(cause);
    this.#circumstances = circumstances;
  }

  /** One sentence for people: which game, doing what, when, where in its code, and why. No rule of the room depends on it. */
  words(tick?: number): string {
    const { doing } = this;
    const what =
      doing === 'encode'
        ? 'what it shows does not fit its schema'
        : doing === 'save'
          ? 'its state is not plain data'
          : `${doing} failed${seen(this.#circumstances)}`;
    const when = tick === undefined ? '' : ` in tick ${tick}`;
    const where = this.#where === undefined ? '' : ` (${this.#where})`;
    const sentence = `${this.#title} (${this.game}) has a bug: ${what}${when}${where}: ${this.message}`;
    return sentence.replace(/\s+/g, ' ').slice(0, MOST_WORDS);
  }
}

/** @returns what an error says, for people; of a game's fault, all of it. */
export const wordsOf = (error: unknown): string =>
  error instanceof GameFault ? error.words() : messageOf(error);

/**
 * What runs a game for the room. Its functions are those of the game, they throw nothing but {@link GameFault}, and what they return is
 * what the room can use. This one runs it right here; one that runs a game in a thread of its own, with a budget, has the same face.
 */
export interface GuardedGame extends AnyGame {
  readonly isGuarded: true;
}

const isGuarded = (game: AnyGame): game is GuardedGame => 'isGuarded' in game;

/** @throws RangeError for what the room cannot show as points by seat. */
export const checkPoints: (points: unknown) => asserts points is ReadonlyMap<number, number> = (points) => {
  if (!(points instanceof Map)) throw new RangeError('the result is no Map of points by seat');
  for (const [seat, value] of points)
    if (!Number.isInteger(value) || Math.abs(value) > MOST_POINTS)
      throw new RangeError(
        `the result of seat ${seat} is ${value}, not a whole number of up to ${MOST_POINTS}`,
      );
};

/** @throws for what no controller could send. */
export const checkInput = (wish: Input | undefined): void => {
  if (wish !== undefined) input.write(new ByteWriter(16), wish);
};

/** The event that a batch fails with, found by giving the game one after the other. Only asked after a failure. */
const culprit = (game: AnyGame, before: unknown, events: readonly GameEvent[]): GameEvent | undefined => {
  let state = before;
  for (const event of events) {
    try {
      state = game.reduce(state, [event]);
    } catch {
      return event;
    }
  }
  return undefined;
};

const guard = (game: AnyGame): GuardedGame => {
  const { secretOf, bot } = game;
  return {
    isGuarded: true,
    meta: game.meta,
    controller: game.controller,
    shared: game.shared,
    ...(game.secret ? { secret: game.secret } : {}),
    ...(game.content === undefined ? {} : { content: game.content }),
    setup: (start) => {
      try {
        return game.setup(start);
      } catch (error) {
        throw new GameFault(game, 'setup', error);
      }
    },
    reduce: (state, events) => {
      try {
        return game.reduce(state, events);
      } catch (error) {
        throw new GameFault(game, 'reduce', error, { event: culprit(game, state, events) });
      }
    },
    view: (state) => {
      try {
        return game.view(state);
      } catch (error) {
        throw new GameFault(game, 'view', error);
      }
    },
    result: (state) => {
      try {
        const points = game.result(state);
        if (points !== undefined) checkPoints(points);
        return points;
      } catch (error) {
        throw new GameFault(game, 'result', error);
      }
    },
    ...(secretOf
      ? {
          secretOf: (state, seat) => {
            try {
              return secretOf.call(game, state, seat);
            } catch (error) {
              throw new GameFault(game, 'secretOf', error, { seat });
            }
          },
        }
      : {}),
    ...(bot
      ? {
          bot: (sight, random01) => {
            try {
              const wish = bot.call(game, sight, random01);
              checkInput(wish);
              return wish;
            } catch (error) {
              throw new GameFault(game, 'bot', error, { seat: sight.seat });
            }
          },
        }
      : {}),
  };
};

const guards = new WeakMap<AnyGame, GuardedGame>();

/** @returns the game as the room may use it; the same one each time. */
export const guarded = (game: AnyGame): GuardedGame => {
  if (isGuarded(game)) return game;
  const known = guards.get(game);
  if (known) return known;
  const made = guard(game);
  guards.set(game, made);
  return made;
};
