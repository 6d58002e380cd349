const utf8 = new TextEncoder();

/** @returns the bytes of a text in UTF-8. */
export const byteLength = (text: string): number => utf8.encode(text).length;

/** Cuts typed text at a whole character so that its UTF-8 form has at most `maxBytes` bytes. */
export const cut = (text: string, maxBytes: number): string => {
  const characters = [...text];
  while (utf8.encode(characters.join('')).length > maxBytes) characters.pop();
  return characters.join('');
};
