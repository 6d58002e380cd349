import { load, save } from '../common/storage.ts';

const storageKey = 'partyline.hostKey';

/** @returns a host key as the hub writes it, out of what a person typed or pasted: the letters alone, or the whole address for the TV. */
export const tidyHostKey = (typed: string): string => {
  const letters = (typed.split('key=').at(-1) ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  return letters.match(/.{1,4}/g)?.join('-') ?? '';
};

/** Takes the key out of the address of the page, so that nobody reads it off the screen or keeps it in a history. @returns empty if there is none. */
export const takeHostKey = (): string => {
  const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? '';
  if (key) history.replaceState(null, '', location.pathname + location.search);
  return tidyHostKey(key);
};

/** The key that this TV was told before, or none. */
export const loadHostKey = (): string =>
  load(storageKey, (value) => (typeof value === 'string' ? value : undefined)) ?? '';

/** @param hostKey empty forgets it. */
export const saveHostKey = (hostKey: string): void => save(storageKey, hostKey);
