/**
 * A small list, for a living room: it spares a grandmother the plain cases and claims no more. A game chooses whether to use it. Words by
 * language, as `plain` below leaves them.
 */
const rude = {
  /** Rude wherever they stand in a word. */
  within: ['fuck', 'bitch', 'faggot', 'asshole', 'wichs', 'fotze', 'arschloch', 'hurensohn', 'kanake'],
  /** Rude as a whole word only: they are parts of good ones. */
  whole: {
    en: [
      'arse',
      'ass',
      'cock',
      'cunt',
      'dick',
      'nigger',
      'piss',
      'shit',
      'shitty',
      'slut',
      'twat',
      'wanker',
      'whore',
    ],
    de: [
      'arsch',
      'depp',
      'fick',
      'ficken',
      'ficker',
      'hure',
      'neger',
      'nutte',
      'scheiss',
      'scheisse',
      'schlampe',
    ],
  },
} as const;

const disguises: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  ß: 'ss',
};

/** A word without case, accents and the usual disguises; letters that are drawn out count twice at most. */
const plain = (word: string): string =>
  [...word.toLowerCase()]
    .map((letter) => disguises[letter] ?? letter)
    .join('')
    .normalize('NFKD')
    .replace(/[^\p{L}]/gu, '')
    .replace(/(\p{L})\1{2,}/gu, '$1$1');

/** Drawn out letters may have been one. */
const single = (word: string): string => word.replace(/(\p{L})\1/gu, '$1');

const within: readonly string[] = rude.within;
const whole: ReadonlySet<string> = new Set([...rude.whole.en, ...rude.whole.de]);
const wholeSingle: ReadonlySet<string> = new Set([...whole].map(single));

const isRudeWord = (word: string): boolean => {
  // Digits stand for letters only beside letters: 455 is a number.
  if (/^[\p{N}\p{P}]+$/u.test(word) && !word.includes('@')) return false;
  const drawnOut = /(\p{L})\1{2,}/u.test(word.toLowerCase());
  const letters = plain(word);
  return (
    whole.has(letters) ||
    (drawnOut && wholeSingle.has(single(letters))) ||
    within.some((part) => letters.includes(part) || (drawnOut && single(letters).includes(single(part))))
  );
};

/** @returns whether a text has a word of the list, in English or German. */
export const isRude = (text: string): boolean => text.split(/\s+/u).some(isRudeWord);

/** @returns the text with each rude word as its first letter and stars. */
export const masked = (text: string): string =>
  text.replace(/\S+/gu, (word) => {
    if (!isRudeWord(word)) return word;
    const [first = '', ...rest] = [...word];
    return first + '*'.repeat(rest.length);
  });
