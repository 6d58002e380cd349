import pc from 'picocolors';
import type { RoomState } from '../room/room-state.ts';
import { drawField, FIELD } from './field.ts';
import { pointsOf } from './points.ts';
import type { Moment } from './reel.ts';

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

const bar = (share: number): string => {
  const filled = Math.round(share * FIELD.width);
  return `${'━'.repeat(filled)}${pc.dim('─'.repeat(FIELD.width - filled))}`;
};

const people = ({ members, result, game }: RoomState, view: unknown): string[] =>
  [...members]
    .filter(([, { seat }]) => seat !== undefined)
    .slice(0, 16)
    .map(([number, { name, seat, status }]) => {
      const points = result?.get(number) ?? pointsOf(game.meta.id, view).get(seat ?? -1);
      const away = status === 'away' ? pc.dim(' (away)') : '';
      return `  ${String(seat).padStart(3)}  ${name}${away}${points === undefined ? '' : pc.bold(`  ${points}`)}`;
    });

/** What the player of matches is at. */
export interface Showing {
  readonly moment: Moment;
  readonly endMs: number;
  readonly speed: number;
  readonly isPlaying: boolean;
}

/** One screen of text, without knowing any terminal. */
export const screen = ({ moment, endMs, speed, isPlaying }: Showing): string => {
  const { state, tick, ms } = moment;
  const { game, phase, match, count } = state;
  const view = game.view(state.play);
  return [
    `${pc.bold(game.meta.title)}  match ${match}  ${pc.cyan(phase)}${phase === 'countdown' ? ` ${count}` : ''}  ${pc.dim(`tick ${tick}`)}`,
    ...drawField(game.meta.id, view),
    ...people(state, view),
    '',
    bar(endMs === 0 ? 1 : ms / endMs),
    `${isPlaying ? (speed < 0 ? '◀' : '▶') : '⏸'} ${clock(ms)} / ${clock(endMs)}  ${Math.abs(speed)}×   ${pc.dim('space play/pause · ←/→ 5 s · ,/. one state · ↑/↓ speed · r backward · home/end · q')}`,
  ].join('\n');
};
