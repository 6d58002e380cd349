import type { ControlKind, controlKinds } from '../../protocol/controls.ts';
import type { Input } from '../../protocol/inputs.ts';
import type { Control } from '../../protocol/layout.ts';
import { readInk } from '../../protocol/strokes.ts';

/** Kinds of control that send moves. */
type MoveKind = {
  [K in ControlKind]: (typeof controlKinds)[K]['sends'] extends 'move' ? K : never;
}[ControlKind];

const utf8 = new TextDecoder('utf-8', { fatal: true });

const isText = (bytes: Uint8Array): boolean => {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
};

/** How many texts the game shows in a field. */
const shownIn = (shared: unknown, field: string): number => {
  const found =
    typeof shared === 'object' && shared !== null && (shared as Readonly<Record<string, unknown>>)[field];
  return Array.isArray(found) ? found.length : 0;
};

/** Whether a control of each kind could have sent what stands behind its tag, in this state of the game. */
const makes: {
  readonly [K in MoveKind]: (
    control: Extract<Control, { kind: K }>,
    payload: Uint8Array,
    shared: unknown,
  ) => boolean;
} = {
  choices: ({ from }, payload, shared) => {
    const [index = 0] = payload;
    const shown = shownIn(shared, from);
    // Whoever answers as the question goes is late, which is for the game to judge.
    return payload.length === 1 && (shown === 0 || index < shown);
  },
  text: ({ maxBytes }, payload) => payload.length > 0 && payload.length <= maxBytes && isText(payload),
  swipe: ({ ways }, payload) => payload.length === 1 && (payload[0] ?? ways) < ways,
  order: ({ from }, payload, shared) => {
    const shown = shownIn(shared, from);
    // As with choices, who is late is the game's to judge; an order it must be.
    const count = shown === 0 ? payload.length : shown;
    return (
      payload.length === count &&
      count > 0 &&
      new Set(payload).size === count &&
      payload.every((at) => at < count)
    );
  },
  draw: ({ pens }, payload) => readInk(payload, pens) !== undefined,
};

const couldMake = (control: Control, bytes: Uint8Array, shared: unknown): boolean => {
  if (!('tag' in control) || bytes[0] !== control.tag) return false;
  const check = makes[control.kind] as (control: Control, payload: Uint8Array, shared: unknown) => boolean;
  return check(control, bytes.subarray(1), shared);
};

/** What stands in the row of inputs for a move that no control of the game can make: it counts, and no game sees it. */
export const noMove: Input = { kind: 'move', bytes: new Uint8Array(0) };

/** @returns whether a control of the game could have made this move (SPEC.md 5.6). `shared` is what everybody sees of the game. */
export const isMoveOf = (controls: readonly Control[], bytes: Uint8Array, shared: unknown): boolean =>
  controls.some((control) => couldMake(control, bytes, shared));
