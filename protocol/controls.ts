import { BUTTONS } from './inputs.ts';
import { limits } from './limits.ts';
import * as json from './schema/json.ts';

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
  readonly sends: 'pad' | 'move';
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
  /** Two axes, -127..127 each. `x`, `y`: axis numbers; leave one out for a slider. */
  stick: { zone: 'steering', sends: 'pad', fields: { x: axis, y: axis, max: optional(integer(1, 127)) } },
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
