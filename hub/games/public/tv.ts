/**
 * `partyline/tv`: all that a game's picture on the TV may use. What stands here stays as it is for all of version 1 (see API in
 * ../folder.ts). A screen knows what everybody sees and who sits where, and nothing of the room, the network or the page.
 */
import type { Renderer } from '../../web/pages/tv/games/renderer.ts';

export { choiceColour, choiceLetter } from '../../web/pages/common/choice-colours.ts';
export { inLanguage } from '../../web/pages/tv/games/language.ts';
export {
  FIELD,
  lookOf,
  mix,
  type Paint,
  type Renderer,
  type SeatLook,
} from '../../web/pages/tv/games/renderer.ts';
export { writeInto } from '../../web/pages/tv/games/words.ts';
export * from '../../web/pages/tv/kit/index.ts';
export type { SoundName } from '../../web/pages/tv/sound.ts';
export type { Moment } from '../../web/pages/tv/timeline.ts';

/** Gives a game's picture on the TV its types: `defineScreen<View>({ draw, sounds, scores, show })`, where `View` is what everybody sees. */
export const defineScreen = <View>(screen: Renderer<View>): Renderer<View> => screen;
