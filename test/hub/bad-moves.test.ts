import { describe, expect, it } from 'vitest';
import arena from '../../hub/games/arena/game.ts';
import type { AnyGame, GameEvent } from '../../hub/games/game.ts';
import { errorTable } from '../../protocol/errors.ts';
import { type Input, pad } from '../../protocol/inputs.ts';
import { s } from '../../protocol/schema/schema.ts';
import { gameNamed, VirtualHub, type WirePhone } from './support/virtual-hub.ts';

const CHOOSE = 1;
const SAY = 2;
const TURN = 3;
const SORT = 4;
const DRAW = 5;
const move = (...bytes: number[]): Input => ({ kind: 'move', bytes: Uint8Array.from(bytes) });
const say = (text: string): Input => move(SAY, ...new TextEncoder().encode(text));

/** A game of four choices and a text, whose state is every input that it was told of; three inputs end its question. */
const asking = {
  meta: {
    id: 'asking',
    title: 'Asking',
    rules: 'Answer.',
    seats: { min: 1, max: 4 },
    tickMs: 0,
    away: 'play',
    lateJoin: true,
  },
  controller: {
    orientation: 'any',
    controls: [
      { kind: 'choices', label: 'Choose', from: 'choices', tag: CHOOSE },
      { kind: 'text', label: 'Say', tag: SAY, maxBytes: 8 },
      { kind: 'button', label: 'Buzz', button: 0 },
      { kind: 'swipe', label: 'Turn', tag: TURN, ways: 4 },
      { kind: 'order', label: 'Sort', from: 'choices', tag: SORT },
      { kind: 'draw', label: 'Draw', tag: DRAW, pens: 2 },
    ],
  },
  shared: s.struct({ choices: s.list(s.text(8), 8) }),
  setup: () => [],
  reduce: (state: unknown, events: readonly GameEvent[]) => [
    ...(state as Input[]),
    ...events.flatMap((event) => (event.type === 'input' ? [event.input] : [])),
  ],
  view: (state: unknown) => ({ choices: (state as Input[]).length < 3 ? ['a', 'b', 'c', 'd'] : [] }),
  result: () => undefined,
} as const satisfies AnyGame;

interface Rig {
  readonly hub: VirtualHub;
  readonly phone: WirePhone;
  readonly seen: () => readonly Input[];
  send(...inputs: Input[]): void;
}

const rig = (game: AnyGame = asking): Rig => {
  const hub = new VirtualHub({ game, catalogue: new Map([[game.meta.id, game]]) });
  const phone = hub.join('Ada');
  hub.advance(50);
  phone.send({ type: 'command', command: 'start', member: 0, argument: '' });
  hub.advance(4_000, 50);
  let first = 1;
  return {
    hub,
    phone,
    seen: () => hub.hub.state.play as Input[],
    send: (...inputs) => {
      phone.send({ type: 'input', first, inputs });
      first += inputs.length;
      hub.advance(50);
    },
  };
};

describe('5.6 a move that no control of the game can make', () => {
  it.each<[string, Input]>([
    ['a choice out of range', move(CHOOSE, 4)],
    ['a choice of three bytes', move(CHOOSE, 0, 0)],
    ['a choice without index', move(CHOOSE)],
    ['an unknown tag', move(9, 0)],
    ['no bytes', move()],
    ['text that is not UTF-8', move(SAY, 0xc3, 0x28)],
    ['no text', move(SAY)],
    ["text over the control's bytes", say('123456789')],
    ['a swipe in a fifth direction', move(TURN, 4)],
    ['a swipe of two directions', move(TURN, 0, 1)],
    ['an order with something twice', move(SORT, 0, 1, 2, 2)],
    ['an order that lacks something', move(SORT, 0, 1, 2)],
    ['an order of what is not there', move(SORT, 0, 1, 2, 4)],
    ['ink of half a point', move(DRAW, 1, 9)],
    ['ink of a pen that there is not', move(DRAW, 1 | (2 << 2), 9, 9)],
  ])('is told, counted, acknowledged and not shown to the game: %s', (_, input) => {
    const { hub, phone, seen, send } = rig();
    send(input);
    expect(phone.last('error').code).toBe(errorTable.badMove.code);
    expect(phone.closed).toBeUndefined();
    expect(hub.hub.counters.refused.badMove).toBe(1);
    expect(hub.hub.applied(0)).toBe(1);
    send(move(CHOOSE, 3), say('12345678'));
    expect(seen()).toEqual([move(CHOOSE, 3), say('12345678')]);
    expect(hub.hub.applied(0)).toBe(3);
    expect(phone.count('error')).toBe(1);
  });

  it('costs nothing of what is in the same frame, and is told once for it', () => {
    const { phone, seen, send } = rig();
    send(move(), pad(1), move(9), move(CHOOSE, 2), move(CHOOSE, 200));
    expect(seen()).toEqual([pad(1), move(CHOOSE, 2)]);
    expect(phone.count('error')).toBe(1);
  });

  it('is not a choice that comes when its question has gone', () => {
    const { phone, seen, send } = rig();
    send(move(CHOOSE, 0), move(CHOOSE, 1), move(CHOOSE, 2));
    send(move(CHOOSE, 3), move(SORT, 1, 0));
    expect(seen()).toHaveLength(5);
    expect(phone.count('error')).toBe(0);
  });

  it('is no swipe, order or ink that a control can make', () => {
    const { phone, seen, send } = rig();
    const made = [
      move(TURN, 3),
      move(SORT, 3, 1, 0, 2),
      move(DRAW, 1 | (1 << 2), 9, 9, 255, 0),
      move(DRAW, 3),
    ];
    for (const one of made) send(one);
    expect(seen()).toEqual(made);
    expect(phone.count('error')).toBe(0);
  });

  it('is any move in a game of pads, and no pad in any game', () => {
    const { hub, phone, send } = rig(arena as AnyGame);
    send(move(CHOOSE, 0));
    expect(phone.last('error').code).toBe(errorTable.badMove.code);
    send(pad(0x1ffff, 1, 2, 3, 4));
    expect(phone.count('error')).toBe(1);
    expect(hub.hub.applied(0)).toBe(2);
  });

  it('is none that the quiz of the house asks for', () => {
    const quiz = gameNamed('quiz');
    const { phone, hub, send } = rig(quiz);
    for (let i = 0; i < 4; i += 1) send(move(CHOOSE, i));
    expect(phone.count('error')).toBe(0);
    expect(hub.hub.applied(0)).toBe(4);
  });
});
