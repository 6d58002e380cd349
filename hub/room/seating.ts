import { COLOURS } from '../../protocol/room-view.ts';
import type { GameEvent } from '../games/game.ts';
import { type Member, type RoomEvent, type RoomState, seatQueue, seatsTaken } from './room-state.ts';

/** A room after people moved, and what the game must hear of it. */
export interface Seated {
  readonly state: RoomState;
  readonly events: readonly GameEvent[];
}

const withMember = (state: RoomState, number: number, change: Partial<Member>): RoomState => {
  const member = state.members.get(number);
  if (!member) return state;
  return { ...state, members: new Map(state.members).set(number, { ...member, ...change }) };
};

const freeColour = (state: RoomState, wanted: number): number => {
  const used = new Set([...state.members.values()].map((m) => m.colour));
  for (let i = 0; i < COLOURS; i += 1) if (!used.has((wanted + i) % COLOURS)) return (wanted + i) % COLOURS;
  return wanted % COLOURS;
};

const isHere = (state: RoomState, number: number | undefined): number is number =>
  number !== undefined && state.members.get(number)?.status === 'here';

/** Who has the host's rights now: their owner, or while that one is away whoever has been here longest; a screen only by its own rights. */
const hostNow = (state: RoomState): number | undefined => {
  if (isHere(state, state.owner)) return state.owner;
  if (isHere(state, state.host)) return state.host;
  const heirs = [...state.members]
    .filter(([, m]) => m.role === 'player' && m.status === 'here')
    .sort(([, a], [, b]) => a.queued - b.queued);
  return (
    heirs[0]?.[0] ?? [state.host, state.owner].find((one) => one !== undefined && state.members.has(one))
  );
};

/** The rights are somebody else's for good only when their owner has left. */
const withHost = (state: RoomState): RoomState => {
  const host = hostNow(state);
  const owner = state.owner !== undefined && state.members.has(state.owner) ? state.owner : host;
  return host === state.host && owner === state.owner ? state : { ...state, host, owner };
};

const mayJoinNow = ({ phase, game }: RoomState): boolean =>
  game.meta.lateJoin || phase === 'lobby' || phase === 'over';

/** Gives free seats to those who wait. A match that lost players takes new ones from the queue even where late joiners are not wanted. */
export const fillSeats = (state: RoomState, replacing: boolean): Seated => {
  if (!mayJoinNow(state) && !replacing) return { state, events: [] };
  const taken = new Set(seatsTaken(state));
  const limit =
    replacing && !mayJoinNow(state)
      ? Math.max(state.game.meta.seats.min, taken.size)
      : state.game.meta.seats.max;
  const events: GameEvent[] = [];
  let members: Map<number, Member> | undefined;
  for (const [number, member] of seatQueue(state)) {
    if (taken.size >= limit) break;
    let seat = 0;
    while (taken.has(seat)) seat += 1;
    taken.add(seat);
    members ??= new Map(state.members);
    members.set(number, { ...member, seat });
    events.push({ type: 'sit', seat });
    if (member.status === 'away') events.push({ type: 'away', seat });
  }
  return { state: members ? { ...state, members } : state, events };
};

/** After a match the loser stands up for those who wait; whoever won stays (rule of the house in every arcade). */
export const rotateSeats = (state: RoomState): RoomState => {
  const waiting = seatQueue(state).length;
  const seated = [...state.members].filter(([, m]) => m.seat !== undefined);
  const places = state.game.meta.seats.max - seated.length;
  const standing = Math.min(Math.max(0, waiting - places), Math.max(1, seated.length - 1), seated.length);
  if (waiting === 0 || standing === 0) return state;
  const points = (number: number): number => state.result?.get(number) ?? 0;
  const losers = seated.sort(([a], [b]) => points(a) - points(b)).slice(0, standing);
  return losers.reduce<RoomState>(
    (room, [number]) => ({
      ...withMember(room, number, { seat: undefined, queued: room.nextQueued }),
      nextQueued: room.nextQueued + 1,
    }),
    state,
  );
};

/** Stands everybody up and gives out the seats of another game. */
export const reseat = (state: RoomState): RoomState => {
  const members = new Map([...state.members].map(([number, m]) => [number, { ...m, seat: undefined }]));
  return fillSeats({ ...state, members, phase: 'lobby' }, false).state;
};

type PeopleEvent = Exclude<RoomEvent, { type: 'input' | 'command' | 'tick' | 'second' | 'fault' }>;

const joined = (state: RoomState, event: Extract<RoomEvent, { type: 'join' }>): RoomState => {
  const { member, name, role, radio, trusted, plain = false } = event;
  const newcomer: Member = {
    name,
    colour: freeColour(state, event.colour),
    role,
    status: 'here',
    radio,
    seat: undefined,
    muted: false,
    queued: state.nextQueued,
    trusted,
    plain,
  };
  return {
    ...state,
    members: new Map(state.members).set(member, newcomer),
    nextQueued: state.nextQueued + 1,
  };
};

const left = (state: RoomState, number: number): RoomState => {
  const members = new Map(state.members);
  members.delete(number);
  const pads = new Map(state.pads);
  pads.delete(number);
  // Else nobody would be there to unlock it.
  const locked = state.locked && [...members.values()].some(({ role }) => role !== 'screen');
  return { ...state, members, pads, locked };
};

/** Who is in the room and who is host after people moved, seats apart. */
export const membership = (before: RoomState, event: PeopleEvent): RoomState => {
  const { type, member } = event;
  if (type === 'join') return withHost(joined(before, event));
  if (!before.members.has(member)) return before;
  switch (type) {
    case 'leave':
      return withHost(left(before, member));
    case 'away':
      return withHost(withMember(before, member, { status: 'away' }));
    case 'back':
      return withHost(withMember(before, member, { status: 'here', radio: event.radio }));
    case 'radio':
      return withMember(before, member, { radio: event.radio });
  }
};

/** People come, go, vanish and return. */
export const people = (before: RoomState, event: PeopleEvent): Seated => {
  const state = membership(before, event);
  if (event.type === 'join') return fillSeats(state, before.pause === 'few');
  const seat = before.members.get(event.member)?.seat;
  const tell = (type: 'stand' | 'away' | 'back'): GameEvent[] => (seat === undefined ? [] : [{ type, seat }]);
  if (event.type === 'leave') {
    const filled = fillSeats(state, before.phase === 'playing' || before.phase === 'paused');
    return { state: filled.state, events: [...tell('stand'), ...filled.events] };
  }
  return { state, events: event.type === 'radio' ? [] : tell(event.type) };
};
