import house from 'partyline:house/texts';
import { partOf } from './folder.ts';
import type { GameTexts } from './translations.ts';

/**
 * @returns what a game of the house is called, and so on, in another language than the one in which it declares itself; empty if nobody has
 * translated it. These texts are built into the pages: what a phone is sent of a game when it joins, perhaps over Bluetooth, stays as
 * small as one language.
 */
export const textsOf = (id: string, language: string): GameTexts => {
  const texts = partOf(house, id);
  const translations = typeof texts === 'function' ? texts(id) : texts;
  return translations && Object.hasOwn(translations, language) ? (translations[language] ?? {}) : {};
};
