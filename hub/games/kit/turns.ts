import type { GameEvent } from '../game.ts';

/** Whose turn it is. Plain data: keep it in the state. */
export interface Turns {
  /** Seats in the order in which they play. */
  readonly order: readonly number[];
  /** Whose turn it is, as a place in the order. */
  readonly at: number;
  readonly away: readonly number[];
  /** Ticks that a turn may take, 0 for as long as it takes. */
  readonly limit: number;
  /** Ticks left of this turn. */
  readonly left: number;
}

/** @param limit ticks for a turn; without it, and in games without ticks, it takes as long as it takes. */
export const startTurns = (seats: readonly number[], limit = 0): Turns => ({
  order: [...seats],
  at: 0,
  away: [],
  limit,
  left: limit,
});

/** @returns whose turn it is; undefined if nobody is there. */
export const turnOf = ({ order, at, away }: Turns): number | undefined => {
  const seat = order[at];
  return seat === undefined || away.includes(seat) ? undefined : seat;
};

/** The turn of the first who is there, from a place in the order on. */
const turnFrom = (turns: Turns, start: number): Turns => {
  const { order, away, limit } = turns;
  for (let i = 0; i < order.length; i += 1) {
    const at = (start + i) % order.length;
    if (!away.includes(order[at] ?? -1)) return { ...turns, at, left: limit };
  }
  return { ...turns, at: order.length === 0 ? 0 : start % order.length, left: limit };
};

/** @returns the turn of the next one who is there. Alone, it is your turn again. */
export const nextTurn = (turns: Turns): Turns => turnFrom(turns, turns.at + 1);

/** @returns the order the other way round; it stays the same one's turn. */
export const reversed = (turns: Turns): Turns => ({
  ...turns,
  order: turns.order.toReversed(),
  at: Math.max(0, turns.order.length - 1 - turns.at),
});

const sat = (turns: Turns, seat: number): Turns => {
  if (turns.order.includes(seat)) return turns;
  const grown = { ...turns, order: [...turns.order, seat] };
  return turnOf(turns) === undefined ? turnFrom(grown, grown.order.length - 1) : grown;
};

const stood = (turns: Turns, seat: number): Turns => {
  const place = turns.order.indexOf(seat);
  if (place < 0) return turns;
  const rest = {
    ...turns,
    order: turns.order.filter((of) => of !== seat),
    away: turns.away.filter((of) => of !== seat),
  };
  if (place === turns.at) return turnFrom(rest, place);
  return place < turns.at ? { ...rest, at: turns.at - 1 } : rest;
};

const gone = (turns: Turns, seat: number): Turns => {
  if (!turns.order.includes(seat) || turns.away.includes(seat)) return turns;
  const without = { ...turns, away: [...turns.away, seat] };
  return turns.order[turns.at] === seat ? turnFrom(without, turns.at) : without;
};

const back = (turns: Turns, seat: number): Turns => {
  if (!turns.away.includes(seat)) return turns;
  const together = { ...turns, away: turns.away.filter((of) => of !== seat) };
  // Nobody was there: whoever comes first goes on.
  return turnOf(turns) === undefined ? turnFrom(together, together.order.indexOf(seat)) : together;
};

/**
 * What any event means for the order: who sits down plays last, who is away is left out, who leaves in their own turn hands it on, and
 * a tick ends a turn whose time is over. Inputs are the game's.
 */
export const turnsAfter = (turns: Turns, event: GameEvent): Turns => {
  switch (event.type) {
    case 'sit':
      return sat(turns, event.seat);
    case 'stand':
      return stood(turns, event.seat);
    case 'away':
      return gone(turns, event.seat);
    case 'back':
      return back(turns, event.seat);
    case 'tick':
      if (turns.limit === 0 || turnOf(turns) === undefined) return turns;
      return turns.left > 1 ? { ...turns, left: turns.left - 1 } : nextTurn(turns);
    case 'input':
      return turns;
  }
};
