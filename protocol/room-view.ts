import { limits } from './limits.ts';
import { radios } from './links.ts';
import { roles } from './messages.ts';
import { type Infer, s } from './schema/schema.ts';

/** Colours a phone may choose from, by index; screens show them as they like. */
export const COLOURS = 16;
/** Members a room can hold: players, watchers and screens together. */
export const MEMBERS = 2048;

/** The part of every state that is the room's, before the game's (SPEC.md section 6): the same for all games. */
export const roomView = s.struct({
  phase: s.oneOf('lobby', 'countdown', 'playing', 'paused', 'over'),
  /** Seconds left while counting down. */
  count: s.int(0, 15),
  /** Member who is the host, if anybody is. */
  host: s.optional(s.int(0, MEMBERS - 1)),
  locked: s.bool(),
  /** Number of the match, from 1; 0 before the first. */
  match: s.int(0, 65_535),
  members: s.seats(
    s.struct({
      name: s.text(limits.nameBytes),
      colour: s.int(0, COLOURS - 1),
      role: s.oneOf(...roles),
      status: s.oneOf('here', 'away'),
      radio: s.oneOf(...radios),
      seat: s.optional(s.int(0, 1023)),
      muted: s.bool(),
      /** Its links are not sealed: the room should know. */
      plain: s.bool(),
    }),
    MEMBERS,
  ),
  /** Points by member, once a match is over. */
  result: s.optional(s.seats(s.int(-1_000_000, 1_000_000), MEMBERS)),
});

export type RoomView = Infer<typeof roomView>;
