import { type PadInput, pad } from '../../../protocol/inputs.ts';
import type { GameEvent } from '../game.ts';

/** How the controller of each seat stands; a seat that has sent none is at rest. Plain data: keep it in the state. */
export type Pads = ReadonlyMap<number, PadInput>;

const rest = pad();

/** @returns how a seat's controller stands. */
export const padOf = (pads: Pads, seat: number): PadInput => pads.get(seat) ?? rest;

/** @returns the controllers after an event; who stands up or goes away lets go of everything. */
export const padsAfter = (pads: Pads, event: GameEvent): Pads => {
  if (event.type === 'input')
    return event.input.kind === 'pad' ? new Map(pads).set(event.seat, event.input) : pads;
  if ((event.type !== 'stand' && event.type !== 'away') || !pads.has(event.seat)) return pads;
  const next = new Map(pads);
  next.delete(event.seat);
  return next;
};

/** @returns whether a button is down. */
export const isHeld = ({ buttons }: Pick<PadInput, 'buttons'>, button: number): boolean =>
  ((buttons >>> button) & 1) === 1;

/** @returns whether a button went down between two pads: the edge, not the state. */
export const isPressed = (before: PadInput, after: PadInput, button: number): boolean =>
  !isHeld(before, button) && isHeld(after, button);

/** @returns whether it came up between them. */
export const isReleased = (before: PadInput, after: PadInput, button: number): boolean =>
  isHeld(before, button) && !isHeld(after, button);

/** @returns where the d-pad (buttons 12 to 15) points, -1..1 each way; opposite directions cancel each other. */
export const dpadOf = (of: PadInput): { readonly x: number; readonly y: number } => ({
  x: Number(isHeld(of, 15)) - Number(isHeld(of, 14)),
  y: Number(isHeld(of, 13)) - Number(isHeld(of, 12)),
});

/**
 * Ticks that buttons have been held, by seat: the phone tells press and release only, and the hub counts. Call it with the controllers at
 * each tick. A button that comes up rings once: `released` says how long it was down.
 */
export const holdsAfterTick = (
  held: ReadonlyMap<number, number>,
  pads: Pads,
  button: number,
  most = 0x7fff,
): { readonly held: ReadonlyMap<number, number>; readonly released: ReadonlyMap<number, number> } => {
  const next = new Map<number, number>();
  for (const [seat, of] of pads)
    if (isHeld(of, button)) next.set(seat, Math.min(most, (held.get(seat) ?? 0) + 1));
  return { held: next, released: new Map([...held].filter(([seat]) => !next.has(seat))) };
};
