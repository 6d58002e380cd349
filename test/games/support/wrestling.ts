import { type AnyGame, defineGame, type GameEvent } from '../../../hub/games/game.ts';
import { type Random, roll } from '../../../hub/games/random.ts';
import { pad } from '../../../protocol/inputs.ts';
import { s } from '../../../protocol/schema/schema.ts';

// Two games as somebody from outside writes them. Mistakes are tried on them.

/** One who wrestles: where, and whether the button is down. */
interface Wrestler {
  readonly x: number;
  readonly down: boolean;
}

export interface Wrestling {
  readonly ticks: number;
  readonly wrestlers: ReadonlyMap<number, Wrestler>;
  readonly random: Random;
}

/** Ticks of a match. */
export const LONG = 300;

const happened = (state: Wrestling, event: GameEvent): Wrestling => {
  if (event.type === 'tick') return { ...state, ticks: state.ticks + 1 };
  const wrestlers = new Map(state.wrestlers);
  const { seat } = event;
  if (event.type === 'sit' && seat < 8) {
    const [x, random] = roll(state.random, 1000);
    return { ...state, wrestlers: wrestlers.set(seat, { x, down: false }), random };
  }
  if (event.type === 'stand') wrestlers.delete(seat);
  const one = wrestlers.get(seat);
  if (one && event.type === 'input' && event.input.kind === 'pad') {
    const x = Math.max(0, Math.min(999, one.x + Math.trunc(event.input.axes[0] / 16)));
    wrestlers.set(seat, { x, down: (event.input.buttons & 1) !== 0 });
  }
  return { ...state, wrestlers };
};

/** Real time: all push each other about in a ring that becomes smaller. */
export const wrestling = defineGame({
  meta: {
    id: 'wrestling',
    title: 'Wrestling',
    rules: 'Push the others out.',
    seats: { min: 2, max: 8 },
    tickMs: 50,
    away: 'bot',
    lateJoin: true,
  },
  controller: {
    orientation: 'any',
    controls: [
      { kind: 'stick', label: 'Push', x: 0 },
      { kind: 'button', label: 'Throw', button: 0 },
    ],
  },
  shared: s.struct({
    phase: s.oneOf('fight', 'over'),
    ring: s.int(900, 1000, { near: 1 }),
    wrestlers: s.seats(s.struct({ x: s.int(0, 999, { near: 8 }), down: s.bool() }), 8),
  }),
  setup: ({ seats, random }): Wrestling => ({
    ticks: 0,
    wrestlers: new Map(seats.map((seat) => [seat, { x: 100 * seat, down: false }])),
    random,
  }),
  reduce: (state, events) => events.reduce(happened, state),
  view: ({ ticks, wrestlers }) => ({
    phase: ticks < LONG ? ('fight' as const) : ('over' as const),
    ring: Math.max(900, 1000 - ticks),
    wrestlers,
  }),
  result: ({ ticks, wrestlers }) =>
    ticks < LONG ? undefined : new Map([...wrestlers].map(([seat, { x }]) => [seat, x])),
  bot: (_, random01) => pad(random01() < 0.2 ? 1 : 0, Math.trunc(random01() * 200) - 100),
});

export interface Liar {
  readonly word: string;
  readonly liar: number;
  readonly clues: ReadonlyMap<number, string>;
  readonly seats: readonly number[];
}

const words = ['harbour', 'lantern', 'pumpkin', 'volcano', 'library', 'giraffe'];

const written = (state: Liar, event: GameEvent): Liar => {
  if (event.type !== 'input' || event.input.kind !== 'move' || event.input.bytes[0] !== 0) return state;
  if (!state.seats.includes(event.seat)) return state;
  // Each byte that is no UTF-8 becomes three.
  const clue = new TextDecoder().decode(event.input.bytes.subarray(1, 13));
  return { ...state, clues: new Map(state.clues).set(event.seat, clue) };
};

/** By turns, with secrets: all but one know the word. */
export const liar = defineGame({
  meta: {
    id: 'liar',
    title: 'Liar',
    rules: 'Find who does not know the word.',
    seats: { min: 3, max: 8 },
    tickMs: 0,
    away: 'play',
    lateJoin: false,
  },
  controller: {
    orientation: 'any',
    controls: [
      { kind: 'text', label: 'Clue', tag: 0, maxBytes: 30, when: [{ from: 'phase', is: 'write' }] },
      { kind: 'choices', label: 'Who lies?', from: 'clues', tag: 1, when: [{ from: 'phase', is: 'vote' }] },
    ],
  },
  shared: s.struct({ phase: s.oneOf('write', 'vote'), clues: s.list(s.text(40), 8) }),
  secret: s.struct({ word: s.text(12) }),
  setup: ({ seats, random }): Liar => {
    const [word, next] = roll(random, words.length);
    const [who] = roll(next, Math.max(1, seats.length));
    return { word: words[word] ?? '', liar: seats[who] ?? -1, clues: new Map(), seats };
  },
  reduce: (state, events) => events.reduce(written, state),
  view: ({ clues, seats }) => ({
    phase: seats.length > 0 && clues.size >= seats.length ? ('vote' as const) : ('write' as const),
    clues: [...clues.values()],
  }),
  secretOf: ({ word, liar, seats }, seat) => ({ word: seat !== liar && seats.includes(seat) ? word : '' }),
  result: () => undefined,
  bot: (_, random01) => ({ kind: 'move', bytes: Uint8Array.of(0, 97 + Math.trunc(random01() * 26)) }),
});

/** The wrestling game with something changed in it. */
export const wrestlingWith = (change: Partial<AnyGame>): AnyGame => ({
  ...(wrestling as AnyGame),
  ...change,
});
/** The liars' game with something changed in it. */
export const liarWith = (change: Partial<AnyGame>): AnyGame => ({ ...(liar as AnyGame), ...change });
