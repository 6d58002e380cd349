import { BUTTONS } from './inputs.ts';
import { limits } from './limits.ts';
import * as json from './schema/json.ts';
import { PENS } from './strokes.ts';

/** One property of a control: how SPEC.md 6.4.2 writes it, and how it is read from JSON. */
interface Property<T, Optional extends boolean = boolean> {
  readonly layout: string;
  readonly optional: Optional;
  /** @throws ProtocolError `badFrame` that names the path. */
  read(value: unknown, path: string): T;
}

interface ControlTraits {
  /** Where a phone draws it: under one thumb, under the other, or over the whole width. */
  readonly zone: 'steering' | 'buttons' | 'answers';
  readonly sends: 'pad' | 'move' | 'nothing';
  readonly fields: Readonly<Record<string, Property<unknown>>>;
}

const integer = (min: number, max: number): Property<number, false> => ({
  layout: `${min}..${max}`,
  optional: false,
  read: (value, path) => json.integer(value, path, min, max),
});

const flag: Property<boolean, false> = {
  layout: 'true or false',
  optional: false,
  read: (value, path) => (typeof value === 'boolean' ? value : json.refuse(path, 'is not true or false')),
};

/** Directions of a swipe: as a d-pad has them, or with those between. */
const ways: Property<4 | 8, false> = {
  layout: '4 or 8',
  optional: false,
  read: (value, path) => (value === 4 || value === 8 ? value : json.refuse(path, 'is not 4 or 8')),
};

const fieldName: Property<string, false> = {
  layout: 'field',
  optional: false,
  read: (value, path) => json.name(value, path, json.FIELD_NAME),
};

const optional = <T>(property: Property<T>): Property<T, true> => ({ ...property, optional: true });

const axis = optional(integer(0, 3));
const tag = integer(0, 0xff);

/**
 * The kinds of control, as data: SPEC.md 6.4.2 is this table in prose, and types, parser and zones follow from it. A new one is a row
 * here and what the compiler and the tests then ask for.
 */
export const controlKinds = {
  /** Two axes, -127..127 each, back in the middle when let go. `x`, `y`: axis numbers; `second`: under the other thumb, so that two of them stand side by side. */
  stick: {
    zone: 'steering',
    sends: 'pad',
    fields: { x: axis, y: axis, max: optional(integer(1, 127)), second: optional(flag) },
  },
  /** Buttons 12..15: up, down, left, right. */
  dpad: { zone: 'steering', sends: 'pad', fields: {} },
  button: {
    zone: 'buttons',
    sends: 'pad',
    fields: { button: integer(0, BUTTONS - 1), big: optional(flag) },
  },
  /** Tilt of the phone onto two axes, where the page is allowed to feel it. */
  tilt: { zone: 'steering', sends: 'pad', fields: { x: axis, y: axis } },
  /** A row of choices taken from the state: `from` is the name of a field of the shared view, a list of texts; sends a move of one byte, `tag`, and one, the index. */
  choices: { zone: 'answers', sends: 'move', fields: { from: fieldName, tag } },
  /** Free text; sends a move of `tag` (the first byte of the move) and the UTF-8 text. */
  text: { zone: 'answers', sends: 'move', fields: { tag, maxBytes: integer(1, limits.moveBytes - 1) } },
  /** One axis that stays where it was put. */
  slider: { zone: 'steering', sends: 'pad', fields: { axis: integer(0, 3), upright: optional(flag) } },
  /** A stroke of the thumb; sends a move of one byte, `tag`, and one, the direction: 0 up, and on clockwise. */
  swipe: { zone: 'steering', sends: 'move', fields: { tag, ways } },
  /** A button that is held for a while: the phone shows it fill within `fullMs`, and the hub counts its own ticks from press to release. */
  hold: {
    zone: 'buttons',
    sends: 'pad',
    fields: { button: integer(0, BUTTONS - 1), fullMs: optional(integer(100, 10_000)) },
  },
  /** A field of the secret state, shown while it is touched; sends nothing. */
  card: { zone: 'answers', sends: 'nothing', fields: { from: fieldName } },
  /** A button that shaking the phone presses, and a finger too. */
  shake: { zone: 'buttons', sends: 'pad', fields: { button: integer(0, BUTTONS - 1) } },
  /** The texts of the field `from` of the shared view, to be put in order; sends a move of `tag` and one byte for each place: which of them stands there. */
  order: { zone: 'answers', sends: 'move', fields: { from: fieldName, tag } },
  /** A sheet to draw on; sends moves of `tag` and a piece of a stroke (protocol/strokes.ts). */
  draw: { zone: 'answers', sends: 'move', fields: { tag, pens: integer(1, PENS) } },
} as const satisfies Readonly<Record<string, ControlTraits>>;

type Table = typeof controlKinds;
export type ControlKind = keyof Table;

type Values<F> = {
  readonly [K in keyof F as F[K] extends Property<unknown, true> ? never : K]: F[K] extends Property<infer T>
    ? T
    : never;
} & {
  readonly [K in keyof F as F[K] extends Property<unknown, true> ? K : never]?: F[K] extends Property<infer T>
    ? T
    : never;
};

/** What a control is, by its kind: its label and the properties of its row. */
export type ControlPart = {
  readonly [K in ControlKind]: { readonly kind: K; readonly label: string } & Values<Table[K]['fields']>;
}[ControlKind];

/** @returns the row of a kind, or undefined for one of a newer version. */
export const controlTraits = (kind: string): ControlTraits | undefined =>
  Object.hasOwn(controlKinds, kind) ? controlKinds[kind as ControlKind] : undefined;
