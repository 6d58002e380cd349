import { defineTerminal, type Infer } from 'partyline/game';
import type arena from './game.ts';

/** Places of the field each way. */
const PLACES = 1_000;

export default defineTerminal<Infer<(typeof arena)['shared']>>((field, { players }) => {
  for (const [seat, { x, y }] of players) field.seat(x / PLACES, y / PLACES, seat);
});
