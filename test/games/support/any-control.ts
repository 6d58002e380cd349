import type { Dice } from '../../../hub/games/check/chance.ts';
import { arrange, choose, ink, say } from '../../../hub/games/kit/index.ts';
import type { ControlKind } from '../../../protocol/controls.ts';
import { type Input, pad } from '../../../protocol/inputs.ts';
import type { Control } from '../../../protocol/layout.ts';
import { POINTS, SHEET } from '../../../protocol/strokes.ts';

const textsIn = (shared: unknown, from: string): readonly unknown[] => {
  const found = (shared as Readonly<Record<string, unknown>>)[from];
  return Array.isArray(found) ? found : [];
};

const axes = (dice: Dice, ...used: (number | undefined)[]): Input =>
  pad(0, ...[0, 1, 2, 3].map((axis) => (used.includes(axis) ? dice.below(255) - 127 : 0)));

const press = (dice: Dice, button: number): Input => pad(dice.below(2) << button);

const shuffled = (dice: Dice, count: number): number[] =>
  Array.from({ length: count }, (_, i) => ({ i, by: dice.one() }))
    .sort((a, b) => a.by - b.by)
    .map(({ i }) => i);

/** For each kind, what a person could do with it; a new kind is a line here, which the compiler asks for. */
const makes: {
  readonly [K in ControlKind]: (
    dice: Dice,
    control: Extract<Control, { kind: K }>,
    shared: unknown,
  ) => Input | undefined;
} = {
  stick: (dice, { x, y }) => axes(dice, x, y),
  tilt: (dice, { x, y }) => axes(dice, x, y),
  slider: (dice, { axis }) => axes(dice, axis),
  dpad: (dice) => pad(dice.below(16) << 12),
  button: (dice, { button }) => press(dice, button),
  hold: (dice, { button }) => press(dice, button),
  shake: (dice, { button }) => press(dice, button),
  card: () => undefined,
  choices: (dice, { from, tag }, shared) => {
    const { length } = textsIn(shared, from);
    return length > 0 ? choose(tag, dice.below(length)) : undefined;
  },
  swipe: (dice, { tag, ways }) => choose(tag, dice.below(ways)),
  text: (dice, { tag, maxBytes }) => say(tag, 'äxyz'.repeat(1 + dice.below(16)), maxBytes),
  order: (dice, { from, tag }, shared) => {
    const { length } = textsIn(shared, from);
    return length > 0 ? arrange(tag, shuffled(dice, length)) : undefined;
  },
  draw: (dice, { tag, pens }) => {
    const what = (['begin', 'go', 'undo', 'clear'] as const)[dice.below(4)] ?? 'begin';
    const count = what === 'begin' || what === 'go' ? 1 + dice.below(POINTS) : 0;
    const points = Array.from({ length: 2 * count }, () => dice.below(SHEET));
    return ink(tag, { what, pen: dice.below(pens), points });
  },
};

/** What a person could do with a control in this state of the game; undefined for nothing. */
export const inputOf = (dice: Dice, control: Control, shared: unknown): Input | undefined =>
  (makes[control.kind] as (dice: Dice, control: Control, shared: unknown) => Input | undefined)(
    dice,
    control,
    shared,
  );
