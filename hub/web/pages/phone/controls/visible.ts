import type { Control } from '../../../../../protocol/layout.ts';

/** A game's shared view, of which nothing is known but that it may have fields. */
const field = (play: unknown, name: string): unknown =>
  typeof play === 'object' && play !== null ? (play as Readonly<Record<string, unknown>>)[name] : undefined;

/** @returns the answers that can be chosen now. */
export const choicesIn = (play: unknown, name: string): readonly string[] => {
  const found = field(play, name);
  return Array.isArray(found) ? found.map(String) : [];
};

/** @returns the lines that a field of the secret state shows: a text, a number or a list of them. */
export const linesIn = (secret: unknown, name: string): readonly string[] => {
  const found = field(secret, name);
  const lines = Array.isArray(found) ? found : [found];
  return lines.filter((line) => typeof line === 'string' || typeof line === 'number').map(String);
};

/** @returns whether a control is of any use in this state of the game. */
export const isVisible = (control: Control, play: unknown): boolean => {
  if (control.when?.some(({ from, is }) => field(play, from) !== is)) return false;
  return (control.kind !== 'choices' && control.kind !== 'order') || choicesIn(play, control.from).length > 0;
};
