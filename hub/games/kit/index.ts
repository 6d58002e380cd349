/**
 * What rules are made of, for games: pure functions of whole numbers and plain data, with no clock and no chance but `Random`. Everything
 * here may be kept in a state, and plays the same on every machine.
 */
export * from './angle.ts';
export * from './answers.ts';
export * from './buttons.ts';
export * from './chance.ts';
export * from './grid.ts';
export * from './moderation.ts';
export * from './moves.ts';
export * from './phases.ts';
export * from './picture.ts';
export * from './points.ts';
export * from './rounds.ts';
export * from './teams.ts';
export * from './text.ts';
export * from './timers.ts';
export * from './turns.ts';
export * from './vector.ts';
export * from './whole.ts';
