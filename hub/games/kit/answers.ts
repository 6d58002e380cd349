const ARTICLES = /^(the|an?|der|die|das|eine?) /;

/** What is left of an answer when case, accents, articles and all but letters and digits do not matter. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .trim()
    .replace(ARTICLES, '')
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** An umlaut may be written with an e, or without its dots. */
const spellings = (text: string): string[] => [
  plain(text),
  plain(text.toLowerCase().replace(/[äöü]/g, (letter) => `${letter}e`)),
];

/** Is one letter missing, too many or another? */
const oneSlip = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    // Two letters in the wrong order, the slip of quick thumbs.
    (restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
};

/**
 * Does what somebody wrote count as one of the right answers? Case, accents, articles and all but letters and digits do not matter, and one
 * slip is forgiven in words of five letters and more, none in a number.
 */
export const isSameAnswer = (right: readonly string[], said: string): boolean =>
  spellings(said).some((given) =>
    right
      .flatMap(spellings)
      .some(
        (known) =>
          given !== '' &&
          (given === known || (known.length >= 5 && !/\d/.test(known) && oneSlip(given, known))),
      ),
  );
