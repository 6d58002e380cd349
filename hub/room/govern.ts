import { levelOf } from './rights.ts';
import type { RoomEvent, RoomState } from './room-state.ts';
import { membership } from './seating.ts';

type CommandEvent = Extract<RoomEvent, { type: 'command' }>;

const mute = (state: RoomState, number: number, muted: boolean): RoomState => {
  const member = state.members.get(number);
  return member ? { ...state, members: new Map(state.members).set(number, { ...member, muted }) } : state;
};

/** Whoever stands in for a host who is away may pass that on, but not what is the other's. */
const handOver = (state: RoomState, from: number, to: number): RoomState => {
  if (state.members.get(to)?.role !== 'player') return state;
  const isOwn = state.owner === undefined || state.owner === from || state.host !== from;
  return { ...state, host: to, owner: isOwn && levelOf(state, from) === 'host' ? to : state.owner };
};

/** Commands about who may do what: the game hears nothing of them. */
export const govern = (state: RoomState, { command, member, target }: CommandEvent): RoomState => {
  switch (command) {
    case 'lock':
      return { ...state, locked: true };
    case 'unlock':
      return { ...state, locked: false };
    case 'mute':
      return mute(state, target, true);
    case 'unmute':
      return mute(state, target, false);
    case 'host':
      return handOver(state, member, target);
    default:
      return state;
  }
};

/**
 * The room as it will be, as far as people and their rights go (not their seats), once these events have reached it: what a phone is told and asks for right
 * behind its welcome must not depend on when the next state is due.
 */
export const foresee = (state: RoomState, event: RoomEvent): RoomState => {
  if (event.type === 'command') return govern(state, event);
  if (event.type === 'input' || event.type === 'tick' || event.type === 'second' || event.type === 'fault')
    return state;
  return membership(state, event);
};
