import { type Infer, s } from 'partyline/game';

/** The grid, in cells; 16:9. */
export const WIDTH = 96;
export const HEIGHT = 54;
export const SEATS = 16;
export const ROUNDS = 5;
/** Corners of a trail; a trail with more loses its oldest piece. So no trail, and no state, grows without end. */
export const CORNERS = 96;
export const GIFTS = 3;
/** The border that the field has lost on each side when nothing is left of it. */
export const MARGIN = HEIGHT / 2;

export const directions = ['up', 'right', 'down', 'left'] as const;
/** `fast`: two cells a tick. `ghost`: rides through trails. `sweep`: clears every trail from the field. */
export const gifts = ['fast', 'ghost', 'sweep'] as const;

const cell = { x: s.int(0, WIDTH - 1), y: s.int(0, HEIGHT - 1) };

/** What everybody sees. A trail is sent as its corners: it costs something only when somebody turns. */
export const shared = s.struct({
  phase: s.oneOf('ready', 'riding', 'scored', 'over'),
  round: s.int(1, ROUNDS),
  /** Cells that the field has lost on each side. */
  margin: s.int(0, MARGIN),
  riders: s.seats(
    s.struct({
      x: s.int(0, WIDTH - 1, { near: 1 }),
      y: s.int(0, HEIGHT - 1, { near: 1 }),
      heading: s.oneOf(...directions),
      alive: s.bool(),
      effect: s.oneOf('none', 'fast', 'ghost'),
      /** From the oldest point to the last turn; the trail goes on from there, straight, to where the rider is. */
      trail: s.list(s.struct(cell), CORNERS),
      points: s.int(0, ROUNDS * (SEATS - 1)),
    }),
    SEATS,
  ),
  gifts: s.list(s.struct({ ...cell, kind: s.oneOf(...gifts) }), GIFTS),
  /** Seat that was left over at the end of the round, if one was. */
  winner: s.optional(s.int(0, SEATS - 1)),
});

export type CyclesView = Infer<typeof shared>;
