/**
 * `partyline/testing`: what the tests of a game are written with, in Vitest or in any other. What stands here stays as it is for all of
 * version 1 (see API in ../folder.ts).
 */
export { anyEvents, Dice } from '../check/chance.ts';
export { deepFreeze } from '../check/freeze.ts';
export { checkGame } from '../check/index.ts';
export { canonical } from '../check/plain.ts';
export { Shown } from '../check/shown.ts';
export { inTime } from '../testing/in-time.ts';
export { Match } from '../testing/match.ts';
export {
  bytesOnBluetooth,
  everyInput,
  fits20Bytes,
  type Played,
  type PlayOptions,
  playMatch,
  sameTwice,
} from '../testing/trials.ts';
