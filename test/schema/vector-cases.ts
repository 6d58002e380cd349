import { roomView } from '../../protocol/room-view.ts';
import { type Schema, s } from '../../protocol/schema/schema.ts';

interface VectorCase {
  readonly name: string;
  readonly schema: Schema;
  readonly base: unknown;
  readonly value: unknown;
}

const hero = s.struct({ x: s.int(0, 999, { near: 3 }), name: s.text(8), hp: s.int(0, 100) });
const al = { hp: 87, name: 'Al', x: 500 };
const crowd = s.seats(s.struct({ x: s.int(0, 999, { near: 3 }), y: s.int(0, 999, { near: 2 }) }), 1000);
const walkers = (count: number, by: (seat: number) => number): ReadonlyMap<number, unknown> =>
  new Map(Array.from({ length: count }, (_, seat) => [seat, { x: 10 + seat + by(seat), y: 500 - by(seat) }]));
const member = {
  colour: 3,
  muted: false,
  name: 'Ünal',
  plain: false,
  radio: 'ble',
  role: 'player',
  seat: 0,
  status: 'here',
};
const room = {
  count: 0,
  host: 0,
  locked: false,
  match: 1,
  members: new Map([[0, member]]),
  phase: 'playing',
  result: undefined,
};

/** What test/vectors/schema.json holds: every rule of the state encoding at least once. */
export const vectorCases: readonly VectorCase[] = [
  { name: 'struct, short step', schema: hero, base: al, value: { ...al, x: 498 } },
  { name: 'struct, numbers in full', schema: hero, base: al, value: { ...al, hp: 80, x: 700 } },
  { name: 'struct, nothing changed', schema: hero, base: al, value: al },
  { name: 'int, alone', schema: s.int(-5, 4, { near: 2 }), base: 0, value: -2 },
  { name: 'int of 32 bits', schema: s.int(-(2 ** 31), 2 ** 31 - 1), base: 0, value: 2 ** 31 - 1 },
  { name: 'int far from zero', schema: s.int(2 ** 52, 2 ** 52 + 9), base: 2 ** 52, value: 2 ** 52 + 9 },
  { name: 'int of one value', schema: s.int(7, 7), base: 7, value: 7 },
  { name: 'fixed', schema: s.fixed(-1, 1, 0.1, { near: 1 }), base: -1, value: -1 + 13 * 0.1 },
  { name: 'fixed, step down', schema: s.fixed(0, 30, 0.25, { near: 1 }), base: 12.5, value: 12.25 },
  { name: 'bool', schema: s.bool(), base: true, value: false },
  { name: 'oneOf', schema: s.oneOf('red', 'green', 'blue'), base: 'red', value: 'blue' },
  { name: 'text', schema: s.text(40), base: '', value: 'Straße 😀' },
  { name: 'optional, came', schema: s.optional(s.text(5)), base: undefined, value: 'hi' },
  { name: 'optional, gone', schema: s.optional(s.text(5)), base: 'hi', value: undefined },
  { name: 'optional, changed', schema: s.optional(s.int(0, 9, { near: 1 })), base: 3, value: 4 },
  { name: 'list, queue', schema: s.list(s.int(0, 15), 20), base: [1, 2, 3], value: [2, 3, 9] },
  { name: 'list, longer', schema: s.list(s.int(0, 15), 20), base: [1, 2], value: [1, 5, 6] },
  { name: 'list, emptied', schema: s.list(s.bool(), 3), base: [true, false], value: [] },
  {
    name: 'list of lists',
    schema: s.list(s.list(s.bool(), 4), 4),
    base: [[], [true]],
    value: [[false], [true]],
  },
  {
    name: 'map, keys change',
    schema: s.seats(s.bool(), 8),
    base: new Map([
      [0, false],
      [1, false],
      [5, true],
    ]),
    value: new Map([
      [1, true],
      [2, false],
      [5, true],
    ]),
  },
  {
    name: 'map, keys with holes',
    schema: s.seats(s.bool(), 300),
    base: new Map(),
    value: new Map([
      [3, true],
      [200, false],
      [299, true],
    ]),
  },
  { name: 'map, all gone', schema: s.seats(s.bool(), 8), base: new Map([[7, true]]), value: new Map() },
  { name: 'map, all move', schema: crowd, base: walkers(8, () => 0), value: walkers(8, () => 1) },
  {
    name: 'map, one stands',
    schema: crowd,
    base: walkers(8, () => 0),
    value: walkers(8, (i) => (i === 5 ? 0 : -1)),
  },
  {
    name: 'map, one of 90 moves',
    schema: crowd,
    base: walkers(90, () => 0),
    value: walkers(90, (i) => (i === 61 ? 2 : 0)),
  },
  {
    name: 'map, three of 40 jump',
    schema: crowd,
    base: walkers(40, () => 0),
    value: walkers(40, (i) => (i % 15 === 4 ? 9 : 0)),
  },
  {
    name: 'room, a member joins and one goes away',
    schema: roomView,
    base: room,
    value: {
      ...room,
      members: new Map([
        [0, { ...member, status: 'away' }],
        [1, { ...member, colour: 4, name: 'Bo', radio: 'websocket', seat: undefined }],
      ]),
    },
  },
  {
    name: 'room, the match ends',
    schema: roomView,
    base: room,
    value: { ...room, phase: 'over', result: new Map([[0, -12]]) },
  },
  {
    name: 'room, a member over a kind of link that is not made yet',
    schema: roomView,
    base: room,
    value: { ...room, members: new Map([[0, { ...member, radio: 'radio6' }]]) },
  },
];
