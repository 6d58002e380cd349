import type { Input } from '../../../protocol/inputs.ts';
import type { AnyGame, GameEvent } from '../game.ts';
import { checkInput, checkPoints, GameFault, type GuardedGame } from '../guard.ts';
import type { Declared } from './declared.ts';
import { bounds, type Isolate, Stopped } from './isolate.ts';
import { packEvents } from './packed-events.ts';
import { plainText } from './plain-text.ts';
import type { Answer, Asked, Failure, Request, Told } from './realm.ts';
import type { Locate } from './stack.ts';

/** What the room keeps of a state: plain data wherever it is copied or written down, and nothing but a name where it is not. */
interface Handle {
  /** The state as text, fetched when somebody asks for it. */
  readonly data: string;
}

type Circumstances = ConstructorParameters<typeof GameFault>[3];

/** What is known of a state here. */
interface Known {
  /** Of the thread that made it, and its number there. */
  life: number;
  id: number;
  data: string | undefined;
  readonly view: unknown;
  readonly result: unknown;
  readonly secrets: Map<number, unknown>;
  /** Who sits, as far as was told: their secrets are asked for with every state. */
  readonly seats: ReadonlySet<number>;
}

type Made = Extract<Answer, { readonly id: number }>;

const codec = plainText();

/** Without the place in our own files that found it. */
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A value of which only the failure is known; thrown by whoever asks for it. */
class Bad {
  readonly failure: Failure;
  constructor(failure: Failure) {
    this.failure = failure;
  }
}

const isWithData = (value: unknown): value is { readonly data: string } =>
  typeof value === 'object' && value !== null && 'data' in value && typeof value.data === 'string';

const seatsAfter = (before: ReadonlySet<number>, events: readonly GameEvent[]): ReadonlySet<number> => {
  if (!events.some(({ type }) => type === 'sit' || type === 'stand')) return before;
  const seats = new Set(before);
  for (const event of events) {
    if (event.type === 'sit') seats.add(event.seat);
    if (event.type === 'stand') seats.delete(event.seat);
  }
  return seats;
};

/**
 * A game whose rules run in a thread of their own, with the face of one that runs here. One crossing makes a state and brings back all
 * that is seen of it; the state itself stays there, and comes out as text only where somebody writes it down or copies it.
 */
class Isolated {
  readonly #isolate: Isolate;
  readonly #locate: Locate;
  readonly #meta: AnyGame['meta'];
  readonly #hasSecrets: boolean;
  readonly #known = new WeakMap<object, Known>();
  /** The state that a view is of. */
  readonly #seenIn = new WeakMap<object, Known>();
  #lastView: unknown;
  #newestId = 0;
  #newest: WeakRef<Handle> | undefined;

  constructor(isolate: Isolate, locate: Locate, { meta, has }: Declared) {
    this.#isolate = isolate;
    this.#locate = locate;
    this.#meta = meta;
    this.#hasSecrets = has.secretOf;
  }

  setup(start: Parameters<AnyGame['setup']>[0]): Handle {
    const seats = new Set(start.seats);
    const answer = this.#made('setup', { op: 'setup', start, seats: this.#asking(seats) });
    return this.#keep(answer, seats);
  }

  reduce(state: unknown, events: readonly GameEvent[]): Handle {
    const before = this.#stateOf(state, 'reduce');
    const seats = seatsAfter(before.seats, events);
    const request: Request = {
      op: 'reduce',
      id: before.id,
      events: packEvents(events),
      seats: this.#asking(seats),
    };
    return this.#keep(this.#made('reduce', request, events), seats);
  }

  view(state: unknown): unknown {
    return this.#good(this.#knownOf(state, 'view').view);
  }

  result(state: unknown): ReadonlyMap<number, number> | undefined {
    const points = this.#good(this.#knownOf(state, 'result').result);
    if (points === undefined) return undefined;
    try {
      checkPoints(points);
      return points;
    } catch (error) {
      throw this.#fault('result', textOf(error));
    }
  }

  secretOf(state: unknown, seat: number): unknown {
    const known = this.#knownOf(state, 'secretOf');
    if (known.secrets.has(seat)) return this.#good(known.secrets.get(seat), { seat });
    const { id } = this.#stateOf(state, 'secretOf');
    const answer = this.#call('secretOf', { op: 'secretOf', id, seat }, { seat });
    const secret = 'text' in answer ? this.#read('secretOf', answer.text) : undefined;
    known.secrets.set(seat, secret);
    return secret;
  }

  bot(
    sight: { readonly shared: unknown; readonly secret: unknown; readonly seat: number },
    random01: () => number,
  ): Input | undefined {
    const { shared, seat } = sight;
    const seen = typeof shared === 'object' && shared !== null ? this.#seenIn.get(shared) : undefined;
    const isThere = seen !== undefined && seen.life === this.#isolate.life;
    const id = isThere ? seen.id : undefined;
    const chance: number[] = [];
    // Chance stays on this side: what the bot uses of it is the same as if it ran here, and no function of ours is ever in its hands.
    for (;;) {
      const request: Request = { op: 'bot', id, seat, chance, sight: isThere ? undefined : sight };
      const answer = this.#call('bot', request, { seat });
      if ('text' in answer) {
        try {
          const wish = codec.read(answer.text) as Input | undefined;
          checkInput(wish);
          return wish;
        } catch (error) {
          throw this.#fault('bot', textOf(error), { seat });
        }
      }
      if (chance.length >= 1_000) throw this.#fault('bot', 'it asked for chance over 1000 times', { seat });
      chance.push(random01());
    }
  }

  /** Makes a state one that can be gone on from at any time, however many come after it. */
  keep(state: unknown): void {
    if (isWithData(state)) void state.data;
  }

  /** Ends the thread; the newest state lives on here. */
  rest(): void {
    const newest = this.#newest?.deref();
    try {
      if (newest) this.keep(newest);
    } catch (error) {
      // It cannot be written down, which is said when the room tries to.
      if (!(error instanceof GameFault)) throw error;
    } finally {
      this.#isolate.end();
    }
  }

  #asking(seats: ReadonlySet<number>): readonly number[] {
    return this.#hasSecrets ? [...seats] : [];
  }

  #fault(doing: GameFault['doing'], cause: unknown, circumstances: Circumstances = {}): GameFault {
    return new GameFault({ meta: this.#meta }, doing, cause, circumstances);
  }

  #call(
    doing: GameFault['doing'],
    request: Request,
    circumstances?: Circumstances,
    events: readonly GameEvent[] = [],
  ): Exclude<Answer, { readonly failure: Failure }> {
    let answer: Answer;
    try {
      answer = this.#isolate.call(request);
    } catch (error) {
      if (error instanceof Stopped)
        throw this.#fault(error.doing ?? doing, error.message, error.doing ? {} : circumstances);
      throw error;
    }
    if (!('failure' in answer)) return answer;
    const { failure } = answer;
    const event = failure.event === undefined ? undefined : events[failure.event];
    throw this.#fault(doing, this.#locate(failure), circumstances ?? { event });
  }

  #made(doing: 'setup' | 'reduce', request: Request, events?: readonly GameEvent[]): Made {
    const answer = this.#call(doing, request, undefined, events);
    if ('id' in answer) return answer;
    throw this.#fault(doing, 'it gave no state');
  }

  #read(doing: GameFault['doing'], text: string): unknown {
    try {
      return codec.read(text);
    } catch (error) {
      throw this.#fault(doing, error);
    }
  }

  #told(told: Told): unknown {
    if ('failure' in told) return new Bad(told.failure);
    return this.#read('view', told.text);
  }

  #good(value: unknown, circumstances?: Circumstances): unknown {
    if (!(value instanceof Bad)) return value;
    const { failure } = value;
    const doing = failure.doing === 'load' ? 'view' : failure.doing;
    throw this.#fault(doing, this.#locate(failure), circumstances);
  }

  #knownAs({ id, view, result, secrets }: Made, seats: ReadonlySet<number>, data?: string): Known {
    // The same object for as long as everybody sees the same, so that it is compared at a glance.
    this.#newestId = id;
    const seen = view === undefined ? this.#lastView : this.#told(view);
    if (!(seen instanceof Bad)) this.#lastView = seen;
    const known: Known = {
      life: this.#isolate.life,
      id,
      data,
      view: seen,
      result: this.#told(result),
      secrets: new Map(secrets.map(([seat, told]) => [seat, this.#told(told)])),
      seats,
    };
    if (typeof seen === 'object' && seen !== null) this.#seenIn.set(seen, known);
    return known;
  }

  #keep(made: Made, seats: ReadonlySet<number>): Handle {
    const known = this.#knownAs(made, seats);
    const dataOf = (): string => this.#data(known);
    const handle: Handle = {
      get data() {
        return dataOf();
      },
    };
    this.#known.set(handle, known);
    this.#newest = new WeakRef(handle);
    return handle;
  }

  #data(known: Known): string {
    if (known.data !== undefined) return known.data;
    if (known.life !== this.#isolate.life)
      throw this.#fault('save', 'its state went with it when it was stopped');
    const answer = this.#call('save', { op: 'data', id: known.id });
    known.data = 'text' in answer ? answer.text : '';
    return known.data;
  }

  /** @returns what is known of a state; a copy of one, or one that was written down, is taken in first. */
  #knownOf(state: unknown, doing: Asked): Known {
    const known = typeof state === 'object' && state !== null ? this.#known.get(state) : undefined;
    if (known) return known;
    if (!isWithData(state))
      throw this.#fault(doing, 'this is no state of it: was it kept by another version?');
    const { data } = state;
    const answer = this.#call(doing, { op: 'load', text: data, seats: [] });
    if (!('id' in answer)) throw this.#fault(doing, 'this is no state of it');
    const taken = this.#knownAs(answer, new Set(), data);
    this.#known.set(state, taken);
    return taken;
  }

  /** @returns the same, with the state at hand in the thread. */
  #stateOf(state: unknown, doing: Asked): Known {
    const known = this.#knownOf(state, doing);
    // A thread that ended, or a state that is older than those that it keeps.
    if (known.life === this.#isolate.life && known.id > this.#newestId - bounds.states) return known;
    const answer = this.#call(doing, { op: 'load', text: this.#data(known), seats: [] });
    if ('id' in answer) Object.assign(known, { id: answer.id, life: this.#isolate.life });
    return known;
  }
}

/** @returns the game for the room, and what ends its thread without losing its newest state. */
export const isolatedGame = (
  isolate: Isolate,
  locate: Locate,
  declared: Declared,
  code: AnyGame['code'],
): { readonly game: GuardedGame; readonly rest: () => void } => {
  const { meta, controller, shared, secret, content, has } = declared;
  const rules = new Isolated(isolate, locate, declared);
  const game: GuardedGame = {
    isGuarded: true,
    meta,
    controller,
    shared,
    ...(secret ? { secret } : {}),
    ...(content === undefined ? {} : { content }),
    ...(code ? { code } : {}),
    setup: (start) => rules.setup(start),
    reduce: (state, events) => rules.reduce(state, events),
    view: (state) => rules.view(state),
    result: (state) => rules.result(state),
    keep: (state) => rules.keep(state),
    ...(has.secretOf ? { secretOf: (state: unknown, seat: number) => rules.secretOf(state, seat) } : {}),
    ...(has.bot ? { bot: (sight, random01) => rules.bot(sight, random01) } : {}),
  };
  return { game, rest: () => rules.rest() };
};
