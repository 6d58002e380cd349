/**
 * `partyline/game`: all that the rules of a game may use. What stands here stays as it is for all of version 1 (see API in ../folder.ts),
 * and works without clocks, chance of its own, files or network.
 */
export { type Input, type MoveInput, type PadInput, pad } from '../../../protocol/inputs.ts';
export type { Control, ControllerLayout } from '../../../protocol/layout.ts';
export { type Infer, type Schema, s } from '../../../protocol/schema/schema.ts';
export { type AnyGame, defineGame, type Game, type GameEvent, type GameMeta } from '../game.ts';
export * from '../kit/index.ts';
export { clamp } from '../numbers.ts';
export { type Random, roll, shuffle } from '../random.ts';
export { type DrawText, defineTerminal, type TextField } from '../terminal.ts';
export type { GameTexts, Translations } from '../translations.ts';
