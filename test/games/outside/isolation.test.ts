import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkGame } from '../../../hub/games/check/index.ts';
import type { GameEvent } from '../../../hub/games/game.ts';
import { GameFault, type GuardedGame } from '../../../hub/games/guard.ts';
import { bundleRules } from '../../../hub/games/outside/bundle.ts';
import type { Isolate } from '../../../hub/games/outside/isolate.ts';
import { loadOutside, openBundle } from '../../../hub/games/outside/load.ts';
import { board, places } from '../../../hub/games/running.ts';
import { fixtures, type Patch, sumoWith, withFolder } from './support/folders.ts';

const open: Isolate[] = [];
afterEach(() => {
  for (const isolate of open.splice(0)) isolate.end();
});

const started = async (
  folder: string,
): Promise<{ readonly game: GuardedGame; readonly isolate: Isolate }> => {
  const opened = openBundle(await bundleRules(folder));
  open.push(opened.isolate);
  return opened;
};
const sumo = (patches: readonly Patch[]): ReturnType<typeof started> =>
  withFolder(async (dir) => started(await sumoWith(dir, patches)));

const start = { seats: [0, 1], random: { seed: 5 } };
const tick: readonly GameEvent[] = [{ type: 'tick' }];

const faultOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof GameFault) return error.words();
    throw error;
  }
  return 'no fault';
};

describe('the realm of a game from outside', () => {
  it('has no way out of it', async () => {
    const { game } = await started(join(fixtures, 'escape'));
    const state = game.setup(start);
    const { told } = game.view(state) as { readonly told: readonly string[] };
    expect(told).toEqual([
      expect.stringMatching(/^eval! Code generation from strings disallowed/),
      expect.stringMatching(/^function! Code generation from strings disallowed/),
      expect.stringMatching(/^constructors! Code generation from strings disallowed/),
      expect.stringMatching(/^generator! Code generation from strings disallowed/),
      expect.stringMatching(/^asynchronous! Code generation from strings disallowed/),
      expect.stringMatching(/^traces! Cannot assign to read only property 'prepareStackTrace'/),
      expect.stringMatching(/^otherError! Cannot assign to read only property 'Error'/),
      expect.stringMatching(/^capture! .*is not a function/),
      'deep: own',
      'shallow: nothing',
      expect.stringMatching(/^later: \[object Promise\]/),
      expect.stringMatching(/^required! require is not for rules: rules import 'partyline\/game'/),
      expect.stringMatching(/^processed! process is not for rules/),
      'globals: ',
      expect.stringMatching(
        /^fetched! fetch is not for rules: a game knows nothing but its state and its events/,
      ),
      expect.stringMatching(/^waited! setTimeout is not for rules: count ticks \(tickMs\) instead/),
      expect.stringMatching(/^measured! performance is not for rules: count ticks/),
      expect.stringMatching(/^drawn! crypto is not for rules: take roll\(\)/),
      expect.stringMatching(/^said! console is not for rules: throw an Error to see a value/),
    ]);
    // What it left behind for later never runs.
    const next = game.reduce(state, [{ type: 'sit', seat: 2 }]);
    expect(game.view(game.reduce(next, [{ type: 'sit', seat: 3 }]))).toEqual({ told });
  });

  it.each([
    ['a Proxy', 'new Proxy({ left: 1, wrestlers: new Map() }, {})', undefined],
    ['a getter', '{ get left() { return 3; }, wrestlers }', undefined],
    ['a getter that throws', "{ get left() { throw new Error('gotcha'); }, wrestlers }", /gotcha/],
    ['a function', '{ left: () => 1, wrestlers }', /view\.left is a function; it must be plain data/],
    ['a class', '{ left: new (class Left {})(), wrestlers }', /view\.left is a Left; it must be plain data/],
    ['an error', "{ left: new Error('me'), wrestlers }", /view\.left is a Error; it must be plain data/],
    [
      'what holds itself',
      '(() => { const me: unknown[] = []; me.push(me); return { left: me, wrestlers }; })()',
      /nested too deep/,
    ],
    [
      'a field that changes prototypes',
      `{ ...JSON.parse('{"__proto__": 1}'), wrestlers }`,
      /a field __proto__/,
    ],
    ['what writes itself as JSON', '{ left: 1, wrestlers, toJSON: () => "x" }', /view\.toJSON is a function/],
  ])('lets nothing but plain data out: %s', async (_, view, fault) => {
    const { game } = await sumo([
      ['({ left: LONG - ticks, wrestlers })', `(${view})`],
      ['view: ({ ticks, wrestlers })', 'view: ({ ticks, wrestlers }): unknown'],
    ]);
    const state = game.setup(start);
    if (fault) return expect(faultOf(() => game.view(state))).toMatch(fault);
    const seen = game.view(state) as object;
    expect(Object.getPrototypeOf(seen)).toBe(Object.prototype);
    return expect(Object.getOwnPropertyDescriptor(seen, 'left')?.value).toEqual(expect.any(Number));
  });

  it('lets no error out as itself', async () => {
    const { game } = await sumo([
      [
        'events.reduce(',
        '(() => { throw { get message() { throw 1; }, toString() { throw 2; } }; })() ?? events.reduce(',
      ],
    ]);
    const words = faultOf(() => game.reduce(game.setup(start), tick));
    expect(words).toMatch(/something was thrown that is no Error/);
  });
});

describe('rules that change the language itself', () => {
  it.each([
    [
      "Array.prototype.join = () => 'junk'",
      /reduce failed: it gave what cannot be read: does it change the language/,
    ],
    ['Array.prototype.join = () => \'{"id": 1, "result": 5, "secrets": []}\'', /it gave what cannot be read/],
    ['Array.prototype.join = () => \'{"text": 7}\'', /it gave what cannot be read/],
    ["Array.prototype.join = () => 'x'.repeat(50_000_000)", /it gave what cannot be read/],
    ['Object.prototype.toJSON = () => 5', /it gave what cannot be read/],
  ])('make a fault of their own: %s', async (change, words) => {
    const { game } = await sumo([['events.reduce(', `(() => { ${change}; })() ?? events.reduce(`]]);
    const state = game.setup(start);
    expect(faultOf(() => game.view(game.reduce(state, tick)))).toMatch(words);
  });
});

describe('a state of a game from outside', () => {
  it('is plain data that any copy goes on from, also in another thread', async () => {
    const { game, isolate } = await started(join(fixtures, 'sumo'));
    expect(checkGame(game)).toBeUndefined();
    const state = game.reduce(game.setup(start), tick);
    const copy = structuredClone(state);
    expect(copy).toEqual({ data: expect.stringContaining('"ticks":1') });
    const on = (from: unknown): unknown => structuredClone(game.reduce(from, tick));
    const next = on(state);
    expect(on(copy)).toEqual(next);
    isolate.end();
    expect(game.view(state)).toEqual({ left: 99, wrestlers: expect.any(Map) });
    expect(on(state)).toEqual(next);
    expect(on(copy)).toEqual(next);
    expect(game.secretOf?.(copy, 1)).toEqual({ lucky: 8 });
  });

  it('is gone on from after many others if it was kept', async () => {
    const { game } = await started(join(fixtures, 'sumo'));
    const first = game.setup(start);
    const kept = game.setup(start);
    game.keep?.(kept);
    let state = kept;
    for (let i = 0; i < 100; i += 1) state = game.reduce(state, tick);
    expect(game.view(game.reduce(kept, tick))).toMatchObject({ left: 99 });
    expect(faultOf(() => game.reduce(first, tick))).toMatch(/is not there any more/);
  });

  it('is the same for all as long as nobody would see a difference', async () => {
    const { game } = await started(join(fixtures, 'sumo'));
    const state = game.setup(start);
    const next = game.reduce(state, [{ type: 'away', seat: 7 }]);
    expect(game.view(next)).toBe(game.view(state));
  });
});

describe('games from outside', () => {
  it('have two threads at most, and go on where they were', () =>
    withFolder(async (dir) => {
      for (const id of ['ada', 'bob', 'cleo']) await sumoWith(dir, [["id: 'sumo'", `id: '${id}'`]], id);
      const found = await loadOutside([{ dir, isAsked: true }], new Map());
      try {
        const states = found.games.map((game) => game.reduce(game.setup(start), tick));
        expect(found.awake()).toBe(2);
        const next = found.games.map((game, i) => game.view(game.reduce(states[i], tick)));
        expect(next).toEqual([98, 98, 98].map((left) => expect.objectContaining({ left })));
        expect(found.awake()).toBe(2);
      } finally {
        found.stop();
      }
      expect(found.awake()).toBe(0);
    }));
});

describe('a bot of a game from outside', () => {
  it('uses as much chance as it would here, and no more', async () => {
    const { game } = await sumo([
      ['Math.trunc(random01() * 200) - 100', 'Math.trunc((random01() + random01() + random01()) * 30)'],
    ]);
    let drawn = 0;
    const shared = game.view(game.setup(start));
    const wish = game.bot?.({ shared, secret: undefined, seat: 0 }, () => {
      drawn += 1;
      return drawn / 4;
    });
    expect(drawn).toBe(3);
    expect(wish).toEqual({ kind: 'pad', buttons: 0, axes: [45, 0, 0, 0] });
  });
});

describe('a game that never comes back', () => {
  it('is stopped, counted, given less time after that, and not started again after three times', async () => {
    const { game, isolate } = await sumo([['events.reduce(', '(() => { for (;;) {} })() ?? events.reduce(']]);
    const beat = Atomics.load(board, places.beat);
    const waits = [1000, 250, 250];
    for (const [i, ms] of waits.entries()) {
      const state = game.setup(start);
      expect(faultOf(() => game.reduce(state, tick))).toMatch(
        `reduce failed: it did not come back within ${ms} ms`,
      );
      expect(isolate.counters).toMatchObject({ stopped: i + 1, slow: i + 1 });
    }
    expect(faultOf(() => game.setup(start))).toMatch('it had to be stopped 3 times');
    // The hub's watchdog was told each time that the hub itself lives.
    expect(Atomics.load(board, places.beat) - beat).toBe(3);
  });

  it('is stopped too where it uses up its memory', async () => {
    const { game } = await sumo([
      [
        'events.reduce(',
        '(() => { const all: unknown[] = []; for (;;) all.push(new Array(1000).fill(all.length)); })() ?? events.reduce(',
      ],
    ]);
    const state = game.setup(start);
    expect(faultOf(() => game.reduce(state, tick))).toMatch(/or one that uses up its 64 MB\?/);
    // The view was made before.
    expect(game.view(state)).toMatchObject({ left: 100 });
  });
});
