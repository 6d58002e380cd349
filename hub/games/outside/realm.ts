import type { PlainText } from './plain-text.ts';

/** What a call asks of a game; the same words as the room's faults have. */
export type Asked = 'setup' | 'reduce' | 'view' | 'secretOf' | 'result' | 'bot';

/** What the hub asks of the thread, as text. `id` is a state that the thread has. */
export type Request =
  | { readonly op: 'declare' }
  | { readonly op: 'setup'; readonly start: unknown; readonly seats: readonly number[] }
  | {
      readonly op: 'reduce';
      readonly id: number;
      /** See packed-events.ts. */
      readonly events: readonly number[];
      readonly seats: readonly number[];
    }
  | { readonly op: 'load'; readonly text: string; readonly seats: readonly number[] }
  | { readonly op: 'secretOf'; readonly id: number; readonly seat: number }
  | { readonly op: 'data'; readonly id: number }
  | {
      readonly op: 'bot';
      /** The state that it looks at, or else `sight` is what it sees. */
      readonly id: number | undefined;
      readonly sight: unknown;
      readonly seat: number;
      /** Chance that it may use: where it asks for more than that it is asked again with more. */
      readonly chance: readonly number[];
    };

/** What went wrong in a game, as text: nothing else of an error leaves its realm. */
export interface Failure {
  readonly doing: Asked | 'save' | 'load';
  readonly message: string;
  readonly stack: string;
  /** Which of the events it was that `reduce` failed with. */
  readonly event?: number;
}

/** A value as text, or why there is none. */
export type Told = { readonly text: string } | { readonly failure: Failure };

/** What the thread answers. */
export type Answer =
  | { readonly failure: Failure }
  | { readonly text: string }
  | { readonly more: true }
  | {
      readonly id: number;
      /** Undefined where everybody sees the same as before. */
      readonly view: Told | undefined;
      readonly result: Told;
      readonly secrets: readonly (readonly [seat: number, told: Told])[];
    };

/** Bounds of a game, in letters of its text and in states. */
export interface Bounds {
  readonly stateLetters: number;
  readonly viewLetters: number;
  /** In all of an answer. */
  readonly answerLetters: number;
  /** States that are at hand, the newest. */
  readonly states: number;
}

/**
 * Arranges the bare realm in which the rules of a game run, before they are evaluated there: what would let them see more than their
 * state and their events throws a sentence that says what to use instead.
 * Handed over as text, so it uses nothing from outside this function.
 * @returns what answers one request: text in, text out, and an empty text where there is a next step to it. It never throws. `thrown` is what the rules threw when they were evaluated.
 */
export const realm = (
  plain: PlainText,
  unpack: (row: readonly number[]) => unknown[],
  bounds: Bounds,
): ((request: string, thrown?: { readonly by: unknown }) => string) => {
  const world = globalThis as unknown as Record<string, unknown>;
  const { stringify } = JSON;
  const { defineProperty, freeze, isFrozen, keys } = Object;

  const ticks = 'count ticks (tickMs) instead';
  const chance = "take roll() and the random of setup from 'partyline/game' instead";
  const alone = 'a game knows nothing but its state and its events';
  const called: Readonly<Record<string, string>> = {
    Date: ticks,
    setTimeout: ticks,
    setInterval: ticks,
    setImmediate: ticks,
    requestAnimationFrame: `draw in tv.ts, and ${ticks} in the rules`,
    queueMicrotask: 'rules answer at once',
    fetch: alone,
    WebSocket: alone,
    XMLHttpRequest: alone,
    Worker: alone,
    require: "rules import 'partyline/game' and files of their own folder alone",
    WeakRef: alone,
    FinalizationRegistry: alone,
    SharedArrayBuffer: alone,
    ShadowRealm: alone,
    structuredClone: 'states are never changed, so they need no copy: use {...state}',
    alert: 'show it in the view',
  };
  const looked: Readonly<Record<string, string>> = {
    performance: ticks,
    crypto: chance,
    process: alone,
    localStorage: 'keep it in the state',
    document: 'draw in tv.ts',
    window: 'draw in tv.ts',
    navigator: alone,
    Intl: 'it is not the same on every machine; translate in texts.ts',
    Atomics: alone,
    WebAssembly: alone,
    console: 'throw an Error to see a value, or show it in the view',
  };
  const refusal = (name: string, why: string): (() => never) =>
    function refused() {
      throw new Error(`${name} is not for rules: ${why}`);
    };
  const fixed = { writable: false, configurable: false, enumerable: false } as const;
  for (const name of keys(called))
    defineProperty(world, name, { ...fixed, value: refusal(name, called[name] as string) });
  for (const name of keys(looked))
    defineProperty(world, name, { configurable: false, get: refusal(name, looked[name] as string) });
  for (const name of ['now', 'parse', 'UTC'])
    defineProperty(world.Date, name, { ...fixed, value: refusal(`Date.${name}`, ticks) });
  defineProperty(Math, 'random', { ...fixed, value: refusal('Math.random', chance) });
  for (const name of 'sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp expm1 log log2 log10 log1p pow hypot cbrt'.split(
    ' ',
  ))
    defineProperty(Math, name, {
      ...fixed,
      value: refusal(
        `Math.${name}`,
        'it need not give the same on every machine; use whole numbers, + - * / and Math.sqrt',
      ),
    });
  for (const [type, names] of [
    [String.prototype, ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase']],
    [Number.prototype, ['toLocaleString']],
    [Array.prototype, ['toLocaleString']],
  ] as const)
    for (const name of names)
      defineProperty(type, name, {
        ...fixed,
        value: refusal(name, 'it is not the same on every machine'),
      });
  // Whoever formats a stack is handed objects of outside.
  defineProperty(Error, 'prepareStackTrace', { ...fixed, value: undefined });
  defineProperty(Error, 'captureStackTrace', { ...fixed, value: undefined });
  defineProperty(world, 'Error', { ...fixed, value: Error });

  const refuse = (): never => {
    throw new TypeError(
      'a state was changed in place: make a new one, such as {...state} or new Map(state.seats)',
    );
  };
  /** All the way down; what is frozen already was done before. */
  const frozen = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || isFrozen(value) || ArrayBuffer.isView(value)) return;
    if (value instanceof Map || value instanceof Set) {
      for (const name of ['set', 'add', 'delete', 'clear']) defineProperty(value, name, { value: refuse });
      freeze(value);
      if (value instanceof Map)
        for (const [key, item] of value) {
          if (typeof key === 'object') frozen(key);
          if (typeof item === 'object') frozen(item);
        }
      else for (const item of value) frozen(item);
      return;
    }
    freeze(value);
    if (Array.isArray(value)) for (const item of value) frozen(item);
    else for (const key of keys(value)) frozen((value as Record<string, unknown>)[key]);
  };

  interface Rules {
    readonly setup: (start: unknown) => unknown;
    readonly reduce: (state: unknown, events: unknown) => unknown;
    readonly view: (state: unknown) => unknown;
    readonly result: (state: unknown) => unknown;
    readonly secretOf?: (state: unknown, seat: number) => unknown;
    readonly bot?: (sight: unknown, random01: () => number) => unknown;
  }
  let game: Rules & Record<string, unknown>;
  let isDeclared = false;
  const states = new Map<number, unknown>();
  let lastId = 0;
  let lastView = '';

  const failed = (doing: Failure['doing'], error: unknown): { readonly failure: Failure } => {
    let message = 'something was thrown that is no Error';
    let stack = '';
    try {
      const { message: says, stack: from } = error as {
        readonly message?: unknown;
        readonly stack?: unknown;
      };
      message = typeof says === 'string' ? says : `${error as string}`;
      stack = typeof from === 'string' ? from : '';
    } catch {
      // Even to look at it fails: the sentence above must do.
    }
    return { failure: { doing, message: message.slice(0, 600), stack: stack.slice(0, 4_000) } };
  };
  const told = (doing: Asked, letters: number, make: () => unknown): Told => {
    try {
      return { text: plain.write(make(), doing, letters) };
    } catch (error) {
      return failed(doing, error);
    }
  };
  const stateOf = (id: number): unknown => {
    if (!states.has(id)) throw new Error('the state is not there any more');
    return states.get(id);
  };
  interface Shown {
    readonly id: number;
    readonly state: unknown;
    readonly seats: readonly number[];
    view?: Told | undefined;
    result?: Told;
  }
  /** A state that was made and is being shown, step by step. */
  let shown: Shown | undefined;
  const kept = (state: unknown, seats: readonly number[]): undefined => {
    if (state instanceof Promise)
      throw new TypeError('it gave a Promise: rules answer at once, take async away');
    frozen(state);
    lastId += 1;
    const id = lastId;
    states.set(id, state);
    states.delete(id - bounds.states);
    shown = { id, state, seats };
    return undefined;
  };
  /** @returns the answer once all is shown. */
  const showing = (now: Shown): Answer | undefined => {
    const { id, state, seats } = now;
    if (!('view' in now)) {
      const seen = told('view', bounds.viewLetters, () => game.view(state));
      const isSame = 'text' in seen && seen.text === lastView;
      if ('text' in seen) lastView = seen.text;
      now.view = isSame ? undefined : seen;
      return undefined;
    }
    if (!now.result) {
      now.result = told('result', bounds.viewLetters, () => game.result(state));
      return undefined;
    }
    const secrets = seats.map(
      (seat) => [seat, told('secretOf', bounds.viewLetters, () => game.secretOf?.(state, seat))] as const,
    );
    shown = undefined;
    return { id, view: now.view, result: now.result, secrets };
  };

  const declared = (): Answer => {
    const made = world.partylineGame as { readonly default?: unknown } | undefined;
    const found = made?.default;
    if (typeof found !== 'object' || found === null)
      throw new TypeError('game.ts must say: export default defineGame({...})');
    game = found as typeof game;
    isDeclared = true;
    for (const name of ['setup', 'reduce', 'view', 'result'])
      if (typeof game[name] !== 'function') throw new TypeError(`the game has no function ${name}`);
    const { meta, controller, shared, secret, content } = game;
    const has = { secretOf: typeof game.secretOf === 'function', bot: typeof game.bot === 'function' };
    return {
      text: plain.write({ meta, controller, shared, secret, content, has }, 'the game', bounds.stateLetters),
    };
  };

  /** Found by giving them one after the other. Only asked after a failure. */
  const culprit = (before: unknown, events: readonly unknown[]): number | undefined => {
    let state = before;
    for (let i = 0; i < events.length; i += 1) {
      try {
        state = game.reduce(state, [events[i]]);
      } catch {
        return i;
      }
    }
    return undefined;
  };

  const enough = {};
  const answer = (request: Exclude<Request, { readonly op: 'declare' }>): Answer | undefined => {
    switch (request.op) {
      case 'setup': {
        const { start, seats } = request;
        return kept(game.setup(start), seats);
      }
      case 'reduce': {
        const { id, seats } = request;
        const events = unpack(request.events);
        let next: unknown;
        try {
          next = game.reduce(stateOf(id), events);
        } catch (error) {
          const event = culprit(stateOf(id), events);
          const { failure } = failed('reduce', error);
          return { failure: event === undefined ? failure : { ...failure, event } };
        }
        return kept(next, seats);
      }
      case 'load':
        return kept(plain.read(request.text), request.seats);
      case 'secretOf':
        return {
          text: plain.write(game.secretOf?.(stateOf(request.id), request.seat), 'secret', bounds.viewLetters),
        };
      case 'data':
        return { text: plain.write(stateOf(request.id), 'state', bounds.stateLetters) };
      case 'bot': {
        const { id, seat, chance } = request;
        const state = id === undefined ? undefined : stateOf(id);
        const sight =
          id === undefined
            ? request.sight
            : { shared: game.view(state), secret: game.secretOf?.(state, seat), seat };
        frozen(sight);
        let used = 0;
        const random01 = (): number => {
          used += 1;
          const value = chance[used - 1];
          if (value === undefined) throw enough;
          return value;
        };
        try {
          const wish = game.bot?.(sight, random01);
          // Whoever caught what stopped it went on with nothing.
          if (used > chance.length) return { more: true };
          return { text: plain.write(wish, 'the wish of the bot', 4_000) };
        } catch (error) {
          if (error === enough || used > chance.length) return { more: true };
          throw error;
        }
      }
    }
  };

  return (text, thrown) => {
    if (thrown) return stringify(failed('load', thrown.by));
    let doing: Failure['doing'] = 'load';
    try {
      let given: Answer | undefined;
      if (shown) given = showing(shown);
      else {
        const request = plain.read(text) as Request;
        doing = request.op === 'data' ? 'save' : request.op === 'declare' ? 'load' : request.op;
        const declaration = isDeclared ? undefined : declared();
        given = request.op === 'declare' ? (declaration ?? declared()) : answer(request);
      }
      if (!given) return '';
      // Text in text would be written, and read, twice: each has a line of its own below the answer.
      const lines: string[] = [];
      const head = stringify(given, (key, value: unknown) => {
        if (key !== 'text' || typeof value !== 'string') return value;
        lines.push(value);
        return lines.length;
      });
      return [head, ...lines].join('\n');
    } catch (error) {
      shown = undefined;
      return stringify(failed(doing, error));
    }
  };
};
