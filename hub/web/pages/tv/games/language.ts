import { filled, language } from '../../common/i18n/index.ts';

type Values = Readonly<Record<string, string | number>>;

/**
 * Words that stand in a picture.
 * @param words in English, and in other languages by their code; what is left out there is English.
 * @returns a function that gives a word in the language of the TV; `{x}` in it becomes `values.x`.
 */
export const inLanguage =
  <Key extends string>(
    words: { readonly en: Readonly<Record<Key, string>> } & Readonly<
      Record<string, Readonly<Partial<Record<Key, string>>>>
    >,
  ) =>
  (key: Key, values: Values = {}): string =>
    filled(words[language()]?.[key] ?? words.en[key], values);
