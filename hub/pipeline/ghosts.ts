import type { RoomState } from '../room/room-state.ts';
import type { Session } from './session.ts';

/** A ghost is a session without a link. Those that would lose no seat are many only where somebody floods. */
export const ghostRules = {
  /** Without a seat, and kept for the whole grace time as if they had one: a queue for a game of two falls asleep too. */
  seatless: 32,
  /** Any more, the oldest of them, are kept for so many milliseconds. */
  seatlessMs: 10_000,
} as const;

type Ghost = Session & { readonly awaySince: number };

const isGhost = (session: Session): session is Ghost => session.awaySince !== undefined;

/** Whoever owns the host's rights keeps them for the whole grace time, seat or not. */
const losesNothing = ({ member }: Session, room: RoomState): boolean =>
  room.members.get(member)?.seat === undefined && room.owner !== member;

const byAge = (a: Ghost, b: Ghost): number => a.awaySince - b.awaySince;

/** @returns those whose time is over. */
export const overdue = (
  sessions: Iterable<Session>,
  room: () => RoomState,
  graceMs: number,
  now: number,
): readonly Session[] => {
  const ghosts = [...sessions].filter(isGhost);
  const over = ghosts.filter(({ awaySince }) => now >= awaySince + graceMs);
  if (ghosts.length <= ghostRules.seatless) return over;
  const short = ghosts
    .filter((one) => now < one.awaySince + graceMs && losesNothing(one, room()))
    .sort(byAge)
    .slice(0, -ghostRules.seatless)
    .filter(({ awaySince }) => now >= awaySince + ghostRules.seatlessMs);
  return [...over, ...short];
};

/** @returns who has to go for somebody who is here when the room is full: the oldest without a seat, else the oldest of the address that has most. */
export const leastMissed = (sessions: Iterable<Session>, room: RoomState): Session | undefined => {
  const ghosts = [...sessions].filter(isGhost).sort(byAge);
  const seatless = ghosts.find((one) => losesNothing(one, room));
  if (seatless) return seatless;
  const count = new Map<string, number>();
  for (const { source } of ghosts) count.set(source.key, (count.get(source.key) ?? 0) + 1);
  const most = Math.max(...count.values());
  return ghosts.find(({ source }) => count.get(source.key) === most);
};
