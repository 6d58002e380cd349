import { de } from './de.ts';
import { en, type TextKey, type Texts } from './en.ts';

/** Languages of the pages by their code (BCP 47). A new one is a file and a line here. */
export const languages: Readonly<Record<string, Texts>> = { en, de };

let texts: Texts = en;
let chosen = 'en';

/** @returns the first of these languages that there is, else English. */
export const pickLanguage = (wished: readonly string[]): string =>
  wished.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in languages) ?? 'en';

export const setLanguage = (code: string): void => {
  chosen = Object.hasOwn(languages, code) ? code : 'en';
  texts = languages[chosen] ?? en;
  document.documentElement.lang = chosen;
};

/** @returns the code of the language chosen. */
export const language = (): string => chosen;

/** @returns a text in which `{x}` is `values.x`. */
export const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** @returns the text of a key in the language chosen; `{x}` becomes `values.x`. */
export const t = (key: TextKey, values: Readonly<Record<string, string | number>> = {}): string =>
  filled(texts[key], values);

/** @returns one of a row of words that a key holds, separated by commas. */
export const word = (key: 'colours' | 'emoteNames' | 'penNames', index: number): string =>
  t(key).split(',')[index] ?? '';

/** @returns what to tell a person about an error of the hub. */
export const errorText = (name: string): string => {
  const key = `error.${name}`;
  return key in en ? t(key as TextKey) : t('error.unknown');
};
