import type { PhoneMessage } from '../../protocol/messages.ts';
import type { Command, RoomState } from './room-state.ts';

/** What somebody in the room is allowed; a level includes those right of it in `levels`. */
export const levels = ['host', 'player', 'watcher'] as const;
export type Level = (typeof levels)[number];

/** The lowest level that may send each message after the welcome. One table for every radio. */
export const messageLevel = {
  input: 'player',
  ack: 'watcher',
  chat: 'watcher',
  emote: 'watcher',
  command: 'watcher',
  resync: 'watcher',
  leave: 'watcher',
  unreadable: 'watcher',
  ping: 'watcher',
  pong: 'watcher',
} as const satisfies Partial<Record<PhoneMessage['type'], Level>>;

/** The lowest level that may give each command. */
export const commandLevel = {
  start: 'host',
  pause: 'player',
  continue: 'player',
  end: 'host',
  again: 'host',
  game: 'host',
  kick: 'host',
  lock: 'host',
  unlock: 'host',
  mute: 'host',
  unmute: 'host',
  host: 'host',
  newCode: 'host',
} as const satisfies Record<Command, Level>;

/** @returns the level of a member; somebody who has left counts as a watcher. */
export const levelOf = (state: RoomState, member: number): Level => {
  const who = state.members.get(member);
  if (state.host === member || who?.trusted) return 'host';
  return who?.role === 'player' ? 'player' : 'watcher';
};

/** @returns whether `level` includes `needed`. */
export const allows = (level: Level, needed: Level): boolean =>
  levels.indexOf(level) <= levels.indexOf(needed);

/** May this member give this command now? */
export const mayCommand = (state: RoomState, member: number, command: Command): boolean =>
  allows(levelOf(state, member), commandLevel[command]);
