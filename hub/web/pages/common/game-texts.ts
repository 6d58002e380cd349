import { textsOf } from '../../../games/texts.ts';
import { language } from './i18n/index.ts';

/** What the hub says of a game, in the language in which the game declares itself. */
interface Declared {
  readonly id: string;
  readonly title: string;
  readonly rules: string;
}

/** @returns what a game is called in the language of the page. */
export const titleOf = ({ id, title }: Declared): string => textsOf(id, language()).title ?? title;

/** @returns how it is played. */
export const rulesOf = ({ id, rules }: Declared): string => textsOf(id, language()).rules ?? rules;

/** @returns what stands on a control of a game. */
export const labelOf = (id: string, label: string): string =>
  textsOf(id, language()).labels?.[label] ?? label;
